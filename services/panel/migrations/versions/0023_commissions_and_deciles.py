"""Commissions of governance, selections for them, and what bodies answered those who sat; which
decile of deprivation each LSOA is in.

Of a directory that was loaded before, it is not known of which index its deciles are: load it again
(`python -m panel.postcodes load`), then derive members' deciles (`... derive`).
"""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy, open_register

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE panel.commissions (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    told_version integer NOT NULL,
    kind varchar(60) NOT NULL,
    title text NOT NULL,
    question text NOT NULL,
    body_name text NOT NULL,
    seats integer NOT NULL,
    categories text[] NOT NULL,
    spectrum_level varchar(60) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    cancelled boolean NOT NULL,
    CONSTRAINT pk_commissions PRIMARY KEY (ics, id),
    CONSTRAINT fk_commissions_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics)
);
ALTER TABLE panel.selections ADD COLUMN assembly_id uuid;
ALTER TABLE panel.selections ADD CONSTRAINT fk_selections_ics_assembly_id
    FOREIGN KEY (ics, assembly_id) REFERENCES panel.commissions (ics, id);
CREATE UNIQUE INDEX ix_selections_one_committed ON panel.selections (ics, assembly_id)
    WHERE root IS NOT NULL;
CREATE TABLE panel.activity_selections (
    ics varchar(10) NOT NULL,
    activity_id uuid NOT NULL,
    selection_id uuid NOT NULL,
    CONSTRAINT pk_activity_selections PRIMARY KEY (ics, activity_id),
    CONSTRAINT fk_activity_selections_ics_selection_id FOREIGN KEY (ics, selection_id)
        REFERENCES panel.selections (ics, id)
);
CREATE INDEX ix_activity_selections_ics_selection_id
    ON panel.activity_selections (ics, selection_id);
CREATE TABLE panel.assembly_answers (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    selection_id uuid NOT NULL,
    body_name text NOT NULL,
    answers jsonb NOT NULL,
    answered_at timestamptz NOT NULL,
    CONSTRAINT pk_assembly_answers PRIMARY KEY (ics, id),
    CONSTRAINT fk_assembly_answers_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics)
);
CREATE INDEX ix_assembly_answers_ics_selection_id ON panel.assembly_answers (ics, selection_id);
ALTER TABLE panel.postcode_releases ADD COLUMN deprivation varchar(20);
CREATE TABLE panel.deprivation_releases (
    ics varchar(10) NOT NULL,
    deprivation varchar(20) NOT NULL,
    file text NOT NULL,
    source text NOT NULL,
    licence text NOT NULL,
    areas integer NOT NULL,
    loaded_at timestamptz NOT NULL,
    CONSTRAINT pk_deprivation_releases PRIMARY KEY (ics)
);
CREATE TABLE panel.area_deciles (
    ics varchar(10) NOT NULL,
    lsoa varchar(9) NOT NULL,
    decile smallint NOT NULL,
    CONSTRAINT pk_area_deciles PRIMARY KEY (ics, lsoa),
    CONSTRAINT ck_area_deciles_decile CHECK (decile BETWEEN 1 AND 10)
)
"""


def upgrade() -> None:
    """Make the tables; selections of before were made for no commission."""
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy("panel", "commissions", "activity_selections", "assembly_answers")
    enable_tenancy("panel", "deprivation_releases", "area_deciles")
    open_register("panel", "deprivation_releases")
    open_register("panel", "area_deciles")
