"""Segments: parts of the panel by saved criteria."""
