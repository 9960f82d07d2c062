"""The burden budget: limits, the ledger of contacts, draws, activities of partners."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE panel.burden_limits (
    ics varchar(10) NOT NULL,
    scope varchar(20) NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    contacts integer NOT NULL,
    days integer NOT NULL,
    CONSTRAINT pk_burden_limits PRIMARY KEY (ics, scope, valid_from),
    CONSTRAINT fk_burden_limits_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_burden_limits_scope CHECK (scope IN ('person', 'community')),
    CONSTRAINT ck_burden_limits_contacts CHECK (contacts >= 1 AND days >= 1),
    CONSTRAINT ck_burden_limits_valid_to CHECK (valid_to >= valid_from)
);
CREATE TABLE panel.contacts (
    ics varchar(10) NOT NULL,
    member_id uuid NOT NULL,
    kind varchar(20) NOT NULL,
    about_id uuid NOT NULL,
    contacted_on date NOT NULL,
    CONSTRAINT pk_contacts PRIMARY KEY (ics, member_id, kind, about_id),
    CONSTRAINT fk_contacts_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE,
    CONSTRAINT ck_contacts_kind CHECK (kind IN ('survey', 'feedback'))
);
CREATE TABLE panel.draws (
    ics varchar(10) NOT NULL,
    survey_id uuid NOT NULL,
    opened_on date NOT NULL,
    places text[] NOT NULL,
    groups text[] NOT NULL,
    segment_version integer,
    size integer,
    seed bigint NOT NULL,
    counts jsonb NOT NULL,
    figures jsonb NOT NULL,
    CONSTRAINT pk_draws PRIMARY KEY (ics, survey_id),
    CONSTRAINT fk_draws_ics_survey_id FOREIGN KEY (ics, survey_id)
        REFERENCES panel.surveys (ics, id)
);
CREATE TABLE panel.partner_activities (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    title text,
    method text NOT NULL,
    places text[] NOT NULL,
    communities text[] NOT NULL,
    starts_on date,
    ends_on date,
    called_off boolean NOT NULL,
    CONSTRAINT pk_partner_activities PRIMARY KEY (ics, id),
    CONSTRAINT fk_partner_activities_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics)
)
"""


def upgrade() -> None:
    """Make the tables, and force row-level security on them."""
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy("panel", "burden_limits", "contacts", "draws", "partner_activities")
