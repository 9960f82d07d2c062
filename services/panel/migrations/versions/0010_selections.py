"""Selections by civic lottery: what was asked, pools, what is published, seats, replacements."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE panel.selections (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    title text NOT NULL,
    seats integer NOT NULL,
    quotas jsonb NOT NULL,
    segment_id uuid,
    seconds integer NOT NULL,
    state varchar(20) NOT NULL,
    created_at timestamptz NOT NULL,
    claimed_at timestamptz,
    counts jsonb,
    outcome jsonb,
    changes jsonb,
    source text,
    draw_on date,
    root varchar(64),
    committed_at timestamptz,
    digits varchar(3),
    evidence text,
    drawn_at timestamptz,
    completed_on date,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_selections PRIMARY KEY (ics, id),
    CONSTRAINT fk_selections_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_selections_state CHECK (state IN ('calculating', 'calculated', 'infeasible',
        'failed', 'committed', 'drawn', 'completed')),
    CONSTRAINT ck_selections_committed_before_drawn CHECK (digits IS NULL OR root IS NOT NULL)
);
CREATE TABLE panel.selection_documents (
    ics varchar(10) NOT NULL,
    selection_id uuid NOT NULL,
    document jsonb NOT NULL,
    CONSTRAINT pk_selection_documents PRIMARY KEY (ics, selection_id),
    CONSTRAINT fk_selection_documents_ics_selection_id FOREIGN KEY (ics, selection_id)
        REFERENCES panel.selections (ics, id)
);
CREATE TABLE panel.selection_entries (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    selection_id uuid NOT NULL,
    member_id uuid NOT NULL,
    pseudonym varchar(32) NOT NULL,
    opening_sealed bytea NOT NULL,
    places integer NOT NULL,
    CONSTRAINT pk_selection_entries PRIMARY KEY (ics, id),
    CONSTRAINT fk_selection_entries_ics_selection_id FOREIGN KEY (ics, selection_id)
        REFERENCES panel.selections (ics, id),
    CONSTRAINT fk_selection_entries_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX ix_selection_entries_ics_selection_id_pseudonym
    ON panel.selection_entries (ics, selection_id, pseudonym);
CREATE UNIQUE INDEX ix_selection_entries_ics_member_id_selection_id
    ON panel.selection_entries (ics, member_id, selection_id);
CREATE TABLE panel.selection_seats (
    ics varchar(10) NOT NULL,
    selection_id uuid NOT NULL,
    pseudonym varchar(32) NOT NULL,
    round integer NOT NULL,
    left_on date,
    reason varchar(20),
    CONSTRAINT pk_selection_seats PRIMARY KEY (ics, selection_id, pseudonym),
    CONSTRAINT fk_selection_seats_ics_selection_id FOREIGN KEY (ics, selection_id)
        REFERENCES panel.selections (ics, id),
    CONSTRAINT ck_selection_seats_reason
        CHECK (reason IN ('declined', 'dropped_out', 'left_panel')),
    CONSTRAINT ck_selection_seats_left_with_reason
        CHECK ((left_on IS NULL) = (reason IS NULL))
);
CREATE TABLE panel.selection_rounds (
    ics varchar(10) NOT NULL,
    selection_id uuid NOT NULL,
    number integer NOT NULL,
    asked_on date NOT NULL,
    ease boolean NOT NULL,
    state varchar(20) NOT NULL,
    people text[] NOT NULL,
    changes jsonb NOT NULL,
    CONSTRAINT pk_selection_rounds PRIMARY KEY (ics, selection_id, number),
    CONSTRAINT fk_selection_rounds_ics_selection_id FOREIGN KEY (ics, selection_id)
        REFERENCES panel.selections (ics, id),
    CONSTRAINT ck_selection_rounds_state
        CHECK (state IN ('choosing', 'chosen', 'unmeetable', 'failed'))
)
"""


def upgrade() -> None:
    """Make the tables, and force row-level security on them."""
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy(
        "panel",
        "selections",
        "selection_documents",
        "selection_entries",
        "selection_seats",
        "selection_rounds",
    )
