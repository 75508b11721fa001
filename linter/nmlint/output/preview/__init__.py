"""A message as a phone would show it, with the findings in place, as one HTML page that needs nothing else."""
