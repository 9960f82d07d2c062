"""Witnesses, who put their names to the decision log's checkpoints."""
