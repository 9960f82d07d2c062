"""Searches that an organisation keeps, and what they found since."""
