"""Feeds: fetched from the insights library and the panel, served from memory with their ETags."""
