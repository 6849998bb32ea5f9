"""Many sessions at once: names, patterns and plans become files in one folder."""
