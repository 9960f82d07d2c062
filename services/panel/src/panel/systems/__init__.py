"""The system, its places and their population."""
