"""How messages are built, and what their surfaces say."""
