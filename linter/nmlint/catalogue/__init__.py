"""Reads rules and policies, holds them to their schemas, compiles them once."""
