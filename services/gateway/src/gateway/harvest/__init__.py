"""The address that takes OAI-PMH requests, for any system."""
