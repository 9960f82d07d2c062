"""Members without email: their contact, how they were enrolled, codes in letters to them."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TABLES = """
ALTER TABLE panel.members ADD COLUMN contact_sealed bytea;
ALTER TABLE panel.members ADD COLUMN telephone_index bytea;
ALTER TABLE panel.members ADD COLUMN post_index bytea;
ALTER TABLE panel.members DROP CONSTRAINT ck_members_address_until_left;
ALTER TABLE panel.members ADD CONSTRAINT ck_members_address_until_left
    CHECK ((left_on IS NULL) = (manage_token_hash IS NOT NULL)
        AND (left_on IS NULL) = (email_sealed IS NOT NULL OR contact_sealed IS NOT NULL)
        AND (email_sealed IS NULL) = (email_index IS NULL)
        AND (contact_sealed IS NULL) = (telephone_index IS NULL AND post_index IS NULL));
CREATE UNIQUE INDEX ix_members_ics_telephone_index ON panel.members (ics, telephone_index);
CREATE UNIQUE INDEX ix_members_ics_post_index ON panel.members (ics, post_index);
ALTER TABLE panel.consents DROP CONSTRAINT ck_consents_means;
ALTER TABLE panel.consents ADD CONSTRAINT ck_consents_means
    CHECK (means IN ('web_form', 'manage_page', 'telephone', 'paper', 'face_to_face'));
CREATE TABLE panel.enrolments (
    ics varchar(10) NOT NULL,
    member_id uuid NOT NULL,
    means varchar(20) NOT NULL,
    consented_on date NOT NULL,
    witness varchar(40) NOT NULL,
    organisation_id uuid,
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT pk_enrolments PRIMARY KEY (ics, member_id),
    CONSTRAINT fk_enrolments_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE,
    CONSTRAINT ck_enrolments_means CHECK (means IN ('telephone', 'paper', 'face_to_face'))
);
CREATE TABLE panel.letter_codes (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    issued_at timestamptz NOT NULL,
    issued_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT pk_letter_codes PRIMARY KEY (ics, id),
    CONSTRAINT fk_letter_codes_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX ix_letter_codes_ics_code_hash ON panel.letter_codes (ics, code_hash);
CREATE INDEX ix_letter_codes_ics_member_id ON panel.letter_codes (ics, member_id)
"""


def upgrade() -> None:
    """Make the tables, and force row-level security on them."""
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy("panel", "enrolments", "letter_codes")
