"""Feeds of published findings, open to anyone."""
