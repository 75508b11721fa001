"""The catalogue of rules and scenarios, data only."""
