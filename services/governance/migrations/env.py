"""Migrates governance's schema."""

from common.db.migrations import run_migrations

run_migrations(schema="governance")
