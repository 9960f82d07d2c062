"""Declared interests: the register, and what the chair ruled on an item (rule 4)."""
