"""The screen that fills the terminal: what is said, a picture of the session, faders and help.

The one place that imports Textual for a session, and only when such a screen is wanted.
"""
