"""Suggestions of themes and sentiment: a model proposes, a person decides, that alone counts."""
