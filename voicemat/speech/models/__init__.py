"""Voices that are fetched: what there is, how it comes, where it lies.

`catalogue` says what can be had and from where, `download` brings a file, `store` keeps whole
models in a folder. Nothing here asks the network unless a person asked for an installation.
"""
