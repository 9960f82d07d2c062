"""Calendars and feeds of published meetings, for anyone."""
