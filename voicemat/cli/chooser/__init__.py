"""Choosing a session from the library, on a full screen; the last choices are remembered."""
