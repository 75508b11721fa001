"""The text as a check sees it: views with their maps back, spans, widths."""
