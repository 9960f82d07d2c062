"""The gateway: the only door to Golden Thread. Identity, routing, limits, embeds, public pages."""

SCHEMA_REVISION = "0003"
"""The migration that this code needs; readiness compares it with the database's."""
