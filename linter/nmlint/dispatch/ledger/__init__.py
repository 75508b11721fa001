"""The durable record of decisions, sends, deliveries and outcomes."""
