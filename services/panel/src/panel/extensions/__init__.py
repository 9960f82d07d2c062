"""Letting an open survey take answers longer: never silently, and never after its last day."""
