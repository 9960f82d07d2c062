"""The citizens' panel."""

SCHEMA_REVISION = "0038"
"""The migration that this code needs; readiness compares it with the database."""
