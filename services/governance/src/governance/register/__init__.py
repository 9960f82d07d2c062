"""The public register: bodies with their members and terms, and their published meetings."""
