"""The duty to involve, assessed in three steps that cannot be skipped (rule 8)."""
