"""Erasures: asked for, acknowledged by every service, and a ledger that is only added to."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE panel.erasures (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    asked_by varchar(10) NOT NULL,
    awaited text[] NOT NULL,
    requested_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    completed_at timestamptz,
    CONSTRAINT pk_erasures PRIMARY KEY (ics, id),
    CONSTRAINT fk_erasures_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_erasures_asked_by CHECK (asked_by IN ('member', 'staff', 'ledger'))
);
CREATE UNIQUE INDEX ix_erasures_ics_token_hash ON panel.erasures (ics, token_hash);
CREATE INDEX ix_erasures_outstanding ON panel.erasures (ics, due_at) WHERE completed_at IS NULL;
CREATE TABLE panel.erasure_acknowledgements (
    ics varchar(10) NOT NULL,
    erasure_id uuid NOT NULL,
    service varchar(30) NOT NULL,
    acknowledged_at timestamptz NOT NULL,
    erased integer NOT NULL,
    CONSTRAINT pk_erasure_acknowledgements PRIMARY KEY (ics, erasure_id, service),
    CONSTRAINT fk_erasure_acknowledgements_ics_erasure_id FOREIGN KEY (ics, erasure_id)
        REFERENCES panel.erasures (ics, id)
);
CREATE TABLE panel.erasure_ledger (
    ics varchar(10) NOT NULL,
    member_hash bytea NOT NULL,
    email_hash bytea,
    erased_at timestamptz NOT NULL,
    CONSTRAINT pk_erasure_ledger PRIMARY KEY (ics, member_hash),
    CONSTRAINT fk_erasure_ledger_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics)
)
"""


def upgrade() -> None:
    """Make the tables; the app role takes nothing out of the ledger."""
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy("panel", "erasures", "erasure_acknowledgements", "erasure_ledger")
    op.execute("REVOKE UPDATE, DELETE ON panel.erasure_ledger FROM panel_app")
