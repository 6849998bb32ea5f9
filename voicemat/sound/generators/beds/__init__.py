"""The beds, one model a module."""
