"""Representativeness: whom the panel hears in proportion, and whom to recruit next (rule 7)."""
