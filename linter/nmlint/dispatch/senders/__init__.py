"""Adapters to what sends: LINE's phone-number push, an SMS gateway over HTTP, a push to friends."""
