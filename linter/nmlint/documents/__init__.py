"""What is judged: templates and messages, as they were written."""
