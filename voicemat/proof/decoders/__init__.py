"""Decoders: each knows one library."""
