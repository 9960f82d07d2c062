"""Mails that came back."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE panel.bounces (
    ics varchar(10) NOT NULL,
    mail_id uuid NOT NULL,
    member_id uuid NOT NULL,
    hard boolean NOT NULL,
    status varchar(12) NOT NULL,
    noted_on date NOT NULL,
    CONSTRAINT pk_bounces PRIMARY KEY (ics, mail_id),
    CONSTRAINT fk_bounces_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE
);
CREATE INDEX ix_bounces_ics_member_id ON panel.bounces (ics, member_id)
"""


def upgrade() -> None:
    """Make the table, and force row-level security on it."""
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy("panel", "bounces")
