"""Proposing themes and a sentiment for what somebody said: the model, and how it was trained."""
