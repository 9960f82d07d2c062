"""Working days in England, and what falls due on them (rule 3)."""
