"""Where an organisation's notices are mailed to, with double opt-in."""
