"""Counts of a survey: exact for staff who may see them, published for all others."""
