"""The cues, one family a module."""
