"""Segments, their published counts, and the segment that a survey was opened to."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE panel.segments (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    criteria jsonb NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    changed_at timestamptz NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT pk_segments PRIMARY KEY (ics, id),
    CONSTRAINT fk_segments_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics)
);
CREATE UNIQUE INDEX ix_segments_ics_name ON panel.segments (ics, name);
CREATE TABLE panel.segment_counts (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    criteria jsonb NOT NULL,
    fingerprint bytea NOT NULL,
    basis integer NOT NULL,
    anchor boolean NOT NULL,
    released_on date NOT NULL,
    CONSTRAINT pk_segment_counts PRIMARY KEY (ics, id),
    CONSTRAINT fk_segment_counts_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics)
);
CREATE UNIQUE INDEX ix_segment_counts_ics_fingerprint
    ON panel.segment_counts (ics, fingerprint);
ALTER TABLE panel.surveys ADD COLUMN segment_id uuid;
ALTER TABLE panel.surveys ADD CONSTRAINT fk_surveys_ics_segment_id
    FOREIGN KEY (ics, segment_id) REFERENCES panel.segments (ics, id)
"""


def upgrade() -> None:
    """Make the tables, and force row-level security on them."""
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy("panel", "segments", "segment_counts")
