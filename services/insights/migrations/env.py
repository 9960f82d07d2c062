"""Run the migrations of the insights schema."""

from common.db.migrations import run_migrations

run_migrations(schema="insights")
