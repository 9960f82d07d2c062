"""The insights library: what was heard, from whom, and where it was used."""

SCHEMA_REVISION = "0026"
"""The migration that this code needs; readiness compares it with the database."""
