"""The citizens' panel."""

SCHEMA_REVISION = "0018"
SCHEMA_REVISION = "0016"
"""The migration that this code needs; readiness compares it with the database."""
