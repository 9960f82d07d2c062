"""Joining with somebody's help, without an email address (rule 6)."""
