"""The version of the program, for every room that has to tell it."""

VERSION = "0.1.0"
