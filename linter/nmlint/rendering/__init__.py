"""Jinja with provenance: every character of a rendered text knows its source."""
