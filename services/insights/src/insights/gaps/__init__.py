"""Gaps: theme by community by place, what was heard, how strong, how recent, and what never was."""
