"""What members would like to be involved in and know from their own life; corrections of an address
or a contact; households, for the draw of an assembly."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE panel.vocabularies ADD COLUMN question text, ADD COLUMN why text;
ALTER TABLE panel.terms ADD COLUMN why text;
ALTER TABLE panel.members ADD COLUMN address_number integer NOT NULL DEFAULT 1;
ALTER TABLE panel.mails ADD COLUMN address_number integer
"""

_TABLES = """
CREATE TABLE panel.member_topics (
    ics varchar(10) NOT NULL,
    member_id uuid NOT NULL,
    kind varchar(60) NOT NULL,
    token bytea NOT NULL,
    sealed bytea NOT NULL,
    vocabulary_version varchar(60) NOT NULL,
    stated_at timestamptz NOT NULL,
    CONSTRAINT pk_member_topics PRIMARY KEY (ics, member_id, kind, token),
    CONSTRAINT fk_member_topics_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE
);
CREATE TABLE panel.households (
    ics varchar(10) NOT NULL,
    member_id uuid NOT NULL,
    sealed bytea NOT NULL,
    told_at timestamptz NOT NULL,
    CONSTRAINT pk_households PRIMARY KEY (ics, member_id),
    CONSTRAINT fk_households_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE
);
CREATE TABLE panel.address_changes (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    email_sealed bytea,
    token_hash bytea NOT NULL,
    means varchar(20) NOT NULL,
    witness varchar(40),
    asked_by text,
    asked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    outcome varchar(20),
    ended_at timestamptz,
    CONSTRAINT pk_address_changes PRIMARY KEY (ics, id),
    CONSTRAINT fk_address_changes_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE,
    CONSTRAINT ck_address_changes_outcome
        CHECK (outcome IN ('confirmed', 'replaced', 'stopped')),
    CONSTRAINT ck_address_changes_ended_at CHECK ((outcome IS NULL) = (ended_at IS NULL)),
    CONSTRAINT ck_address_changes_forgotten CHECK (outcome IS NULL OR email_sealed IS NULL),
    CONSTRAINT ck_address_changes_means
        CHECK (means IN ('manage_page', 'telephone', 'paper', 'face_to_face'))
);
CREATE UNIQUE INDEX ix_address_changes_ics_token_hash
    ON panel.address_changes (ics, token_hash);
CREATE INDEX ix_address_changes_ics_member_id ON panel.address_changes (ics, member_id);
CREATE TABLE panel.contact_corrections (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    means varchar(20) NOT NULL,
    witness varchar(40),
    corrected_by text,
    corrected_at timestamptz NOT NULL,
    CONSTRAINT pk_contact_corrections PRIMARY KEY (ics, id),
    CONSTRAINT fk_contact_corrections_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE,
    CONSTRAINT ck_contact_corrections_means
        CHECK (means IN ('manage_page', 'telephone', 'paper', 'face_to_face'))
);
CREATE INDEX ix_contact_corrections_ics_member_id ON panel.contact_corrections (ics, member_id)
"""


def upgrade() -> None:
    """Add the columns and make the tables."""
    for statement in (_COLUMNS + ";\n" + _TABLES).split(";\n"):
        op.execute(statement)
    enable_tenancy("panel", "member_topics", "households", "address_changes", "contact_corrections")
