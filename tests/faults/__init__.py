"""What must hold when something dies, or when many do the same at once."""
