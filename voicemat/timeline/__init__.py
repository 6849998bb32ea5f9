"""The timeline model and its serialised form."""
