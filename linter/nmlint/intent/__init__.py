"""What a message is for."""
