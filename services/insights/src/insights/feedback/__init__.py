"""Feedback items that come in by file: sources, mappings, imports, search."""
