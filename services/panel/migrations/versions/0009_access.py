"""Communication needs, sealed; messages that are held, and the formats made of messages."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLES = """
ALTER TABLE panel.terms ADD COLUMN access jsonb DEFAULT '{}' NOT NULL;
CREATE TABLE panel.access_needs (
    ics varchar(10) NOT NULL,
    member_id uuid NOT NULL,
    sealed bytea NOT NULL,
    stated_at timestamptz NOT NULL,
    CONSTRAINT pk_access_needs PRIMARY KEY (ics, member_id),
    CONSTRAINT fk_access_needs_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE
);
CREATE TABLE panel.message_versions (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    kind varchar(30) NOT NULL,
    about_id uuid,
    format varchar(60) NOT NULL,
    language varchar(35) NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    media text,
    made_at timestamptz NOT NULL,
    CONSTRAINT pk_message_versions PRIMARY KEY (ics, id),
    CONSTRAINT fk_message_versions_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics)
);
CREATE UNIQUE INDEX uq_message_versions_one
    ON panel.message_versions (ics, kind, about_id, format, language) NULLS NOT DISTINCT;
CREATE TABLE panel.held_releases (
    ics varchar(10) NOT NULL,
    released_on date NOT NULL,
    basis jsonb NOT NULL,
    figures jsonb NOT NULL,
    CONSTRAINT pk_held_releases PRIMARY KEY (ics),
    CONSTRAINT fk_held_releases_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics)
);
ALTER TABLE panel.mails ADD COLUMN held_for varchar(30);
ALTER TABLE panel.mails ADD COLUMN carried_out_as varchar(60);
ALTER TABLE panel.mails DROP CONSTRAINT ck_mails_state;
ALTER TABLE panel.mails ADD CONSTRAINT ck_mails_state
    CHECK (state IN ('waiting', 'held', 'sent', 'by_hand', 'failed', 'withheld'));
ALTER TABLE panel.mails ADD CONSTRAINT ck_mails_held_for
    CHECK (state <> 'held' OR held_for IS NOT NULL);
ALTER TABLE panel.mails ADD CONSTRAINT ck_mails_by_hand
    CHECK ((state = 'by_hand') = (carried_out_as IS NOT NULL));
CREATE INDEX ix_mails_held ON panel.mails (ics, id) WHERE state = 'held'
"""


def upgrade() -> None:
    """Make the tables, and force row-level security on them."""
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy("panel", "access_needs", "message_versions", "held_releases")
