"""The only place that knows colour, width and formats."""
