"""What a file says of itself, in the way of its format."""
