"""The citizens' panel."""

SCHEMA_REVISION = "0036"
"""The migration that this code needs; readiness compares it with the database."""
