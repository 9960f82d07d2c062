"""Briefs: a question in, out comes what is known about it, as of a day, for a paper (rule 8)."""
