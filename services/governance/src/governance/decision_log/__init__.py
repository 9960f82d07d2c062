"""The decision log: append-only, signed, checkable by anybody (rule 12)."""
