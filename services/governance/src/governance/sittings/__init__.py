"""A body while it sits: who is there, whether it is quorate, how it votes (rules 2 and 4)."""
