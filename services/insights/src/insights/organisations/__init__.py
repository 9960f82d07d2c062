"""Organisations of a system: who deposits findings and leads activities."""
