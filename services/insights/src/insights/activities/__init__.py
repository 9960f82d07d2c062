"""Engagement activities, registered when they are planned."""
