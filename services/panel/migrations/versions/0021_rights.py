"""Objecting and pausing; erasures that can be announced again."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE panel.objections (
    ics varchar(10) NOT NULL,
    member_id uuid NOT NULL,
    purpose varchar(60) NOT NULL,
    objected_at timestamptz NOT NULL,
    CONSTRAINT pk_objections PRIMARY KEY (ics, member_id, purpose),
    CONSTRAINT fk_objections_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE
);
CREATE TABLE panel.pauses (
    ics varchar(10) NOT NULL,
    member_id uuid NOT NULL,
    until date NOT NULL,
    CONSTRAINT pk_pauses PRIMARY KEY (ics, member_id),
    CONSTRAINT fk_pauses_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE
);
ALTER TABLE panel.erasures ADD COLUMN announced_at timestamptz;
UPDATE panel.erasures SET announced_at = requested_at;
ALTER TABLE panel.erasures ALTER COLUMN announced_at SET NOT NULL;
ALTER TABLE panel.erasures ADD COLUMN member_sealed bytea;
ALTER TABLE panel.erasures ADD CONSTRAINT ck_erasures_member_until_completed
    CHECK (completed_at IS NULL OR member_sealed IS NULL)
"""


def upgrade() -> None:
    """Make the tables, and force row-level security on them."""
    op.execute("ALTER TABLE panel.erasures NO FORCE ROW LEVEL SECURITY")
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    op.execute("ALTER TABLE panel.erasures FORCE ROW LEVEL SECURITY")
    enable_tenancy("panel", "objections", "pauses")
