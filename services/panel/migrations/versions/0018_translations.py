"""Translations of surveys, and drafts of answers."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TABLES = """
ALTER TABLE panel.surveys ADD COLUMN languages text[] NOT NULL DEFAULT '{}';
ALTER TABLE panel.invitations ADD COLUMN draft bytea;
ALTER TABLE panel.invitations ADD CONSTRAINT ck_invitations_draft_until_answered
    CHECK (draft IS NULL OR NOT answered);
CREATE TABLE panel.survey_translations (
    ics varchar(10) NOT NULL,
    survey_id uuid NOT NULL,
    language varchar(35) NOT NULL,
    texts jsonb NOT NULL,
    translated_by text NOT NULL,
    translated_on date NOT NULL,
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT pk_survey_translations PRIMARY KEY (ics, survey_id, language),
    CONSTRAINT fk_survey_translations_ics_survey_id FOREIGN KEY (ics, survey_id)
        REFERENCES panel.surveys (ics, id)
)
"""


def upgrade() -> None:
    """Make the table and columns, and force row-level security on the table."""
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy("panel", "survey_translations")
