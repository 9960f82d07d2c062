"""Feeds: fetched from the insights library, served from memory with their ETags."""
