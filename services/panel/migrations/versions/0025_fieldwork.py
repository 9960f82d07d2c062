"""Quotas, pilots, extensions, and answers that staff enter; open polls."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_TABLES = """
ALTER TABLE panel.surveys ADD COLUMN quotas jsonb NOT NULL DEFAULT '[]';
ALTER TABLE panel.surveys ADD COLUMN pilot_of uuid;
ALTER TABLE panel.surveys ADD COLUMN piloted_by text;
ALTER TABLE panel.surveys ADD CONSTRAINT fk_surveys_ics_pilot_of FOREIGN KEY (ics, pilot_of)
    REFERENCES panel.surveys (ics, id);
ALTER TABLE panel.surveys ADD CONSTRAINT ck_surveys_piloted_by
    CHECK ((pilot_of IS NULL) = (piloted_by IS NULL));
CREATE INDEX ix_surveys_ics_pilot_of ON panel.surveys (ics, pilot_of);
ALTER TABLE panel.surveys ADD COLUMN extend_until date;
ALTER TABLE panel.contacts DROP CONSTRAINT ck_contacts_kind;
ALTER TABLE panel.contacts ADD CONSTRAINT ck_contacts_kind
    CHECK (kind IN ('survey', 'reminder', 'feedback', 'bulletin', 'gathering'));
CREATE TABLE panel.survey_extensions (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    survey_id uuid NOT NULL,
    closed_on_before date NOT NULL,
    closes_on date NOT NULL,
    reason text NOT NULL,
    extended_by text NOT NULL,
    extended_at timestamptz NOT NULL,
    reminded integer,
    CONSTRAINT pk_survey_extensions PRIMARY KEY (ics, id),
    CONSTRAINT fk_survey_extensions_ics_survey_id FOREIGN KEY (ics, survey_id)
        REFERENCES panel.surveys (ics, id),
    CONSTRAINT ck_survey_extensions_later CHECK (closes_on > closed_on_before)
);
CREATE INDEX ix_survey_extensions_ics_survey_id ON panel.survey_extensions (ics, survey_id);
CREATE TABLE panel.offline_entries (
    ics varchar(10) NOT NULL,
    survey_id uuid NOT NULL,
    member_id uuid NOT NULL,
    means varchar(20) NOT NULL,
    witness varchar(40) NOT NULL,
    organisation_id uuid,
    entered_by text NOT NULL,
    entered_on date NOT NULL,
    CONSTRAINT pk_offline_entries PRIMARY KEY (ics, survey_id, member_id),
    CONSTRAINT fk_offline_entries_ics_survey_id FOREIGN KEY (ics, survey_id)
        REFERENCES panel.surveys (ics, id),
    CONSTRAINT fk_offline_entries_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE,
    CONSTRAINT ck_offline_entries_means CHECK (means IN ('telephone', 'paper', 'face_to_face'))
);
CREATE INDEX ix_offline_entries_ics_member_id ON panel.offline_entries (ics, member_id);
CREATE TABLE panel.polls (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    question text NOT NULL,
    options jsonb NOT NULL,
    state varchar(10) NOT NULL,
    closes_on date,
    created_by text NOT NULL,
    closed_at timestamptz,
    released jsonb,
    released_at timestamptz,
    basis integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_polls PRIMARY KEY (ics, id),
    CONSTRAINT fk_polls_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_polls_state CHECK (state IN ('open', 'closed'))
);
CREATE TABLE panel.poll_votes (
    ics varchar(10) NOT NULL,
    poll_id uuid NOT NULL,
    option varchar(60) NOT NULL,
    votes integer NOT NULL DEFAULT 0,
    CONSTRAINT pk_poll_votes PRIMARY KEY (ics, poll_id, option),
    CONSTRAINT fk_poll_votes_ics_poll_id FOREIGN KEY (ics, poll_id)
        REFERENCES panel.polls (ics, id)
);
ALTER TABLE panel.invitations ADD COLUMN cells_sealed bytea;
CREATE TABLE panel.survey_quotas (
    ics varchar(10) NOT NULL,
    survey_id uuid NOT NULL,
    cell bytea NOT NULL,
    ceiling integer NOT NULL,
    taken integer NOT NULL DEFAULT 0,
    CONSTRAINT pk_survey_quotas PRIMARY KEY (ics, survey_id, cell),
    CONSTRAINT fk_survey_quotas_ics_survey_id FOREIGN KEY (ics, survey_id)
        REFERENCES panel.surveys (ics, id),
    CONSTRAINT ck_survey_quotas_taken CHECK (taken BETWEEN 0 AND ceiling)
)
"""


def upgrade() -> None:
    """Make tables and columns, and force row-level security on the tables."""
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy(
        "panel", "survey_quotas", "survey_extensions", "offline_entries", "polls", "poll_votes"
    )
