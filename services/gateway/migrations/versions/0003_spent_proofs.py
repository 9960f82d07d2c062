"""Proofs of work that were used, so that none is used twice."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and force row-level security on it."""
    op.execute(
        "CREATE TABLE gateway.spent_proofs (ics varchar(10) NOT NULL CHECK (ics <> ''), "
        "digest bytea NOT NULL, expires_at timestamptz NOT NULL, "
        "CONSTRAINT pk_spent_proofs PRIMARY KEY (ics, digest))"
    )
    op.execute(
        "CREATE INDEX ix_spent_proofs_ics_expires_at ON gateway.spent_proofs (ics, expires_at)"
    )
    enable_tenancy("gateway", "spent_proofs")
