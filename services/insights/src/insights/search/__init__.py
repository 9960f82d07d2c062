"""Search over published findings, with counts for each filter."""
