"""Governance: bodies, meetings, decisions with their evidence, and the answer to who spoke."""

SCHEMA_REVISION = "0033"
"""The migration that the code needs; readiness compares it with the database."""
