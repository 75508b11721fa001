"""nmlint: judges a business notification before it is sent."""
