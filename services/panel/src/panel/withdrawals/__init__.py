"""The ledger of who left, and what was withdrawn, objected to and paused, so that no restore of an
older backup undoes it (rule 13)."""
