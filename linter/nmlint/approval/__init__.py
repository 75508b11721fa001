"""What LINE approved, what has changed since, and how long its reviews take."""
