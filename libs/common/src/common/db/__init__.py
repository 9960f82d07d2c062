"""Postgres: engine, sessions with their tenant, keyset pages, migrations."""
