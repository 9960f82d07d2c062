"""Tombstones: members who were erased, as hashes, so that nothing brings them back."""

from __future__ import annotations

from common.db.migrations import create_tombstones

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    create_tombstones("gateway")
