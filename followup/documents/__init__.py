"""What leaves as a file: made from values, never from rows."""
