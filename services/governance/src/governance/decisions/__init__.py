"""Decisions: what was resolved, on what evidence; every version kept, nothing overwritten."""
