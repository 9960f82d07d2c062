"""The published make-up of the panel, and how many members it is to have."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLES = """
ALTER TABLE panel.systems ADD COLUMN panel_target integer;
ALTER TABLE panel.systems ADD CONSTRAINT ck_systems_panel_target CHECK (panel_target >= 1);
CREATE TABLE panel.representation_releases (
    ics varchar(10) NOT NULL,
    release_id uuid NOT NULL,
    released_on date NOT NULL,
    basis jsonb NOT NULL,
    published jsonb NOT NULL,
    CONSTRAINT pk_representation_releases PRIMARY KEY (ics),
    CONSTRAINT fk_representation_releases_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics)
)
"""


def upgrade() -> None:
    """Make the table, and force row-level security on it."""
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy("panel", "representation_releases")
