"""The JSON Schemas of nmlint's files."""
