"""Outputs: where the sound goes, one adapter a file, found by name."""
