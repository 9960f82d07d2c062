"""What an organisation was called, was and reached, from which day on (rule 1).

A change wrote over what had stood there, so a library that knew a local Healthwatch in 2024 said of
it what its successor is today.
"""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE insights.organisation_spans (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    organisation_id uuid NOT NULL,
    since date NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    places text[] NOT NULL,
    communities text[] NOT NULL,
    PRIMARY KEY (ics, organisation_id, since),
    FOREIGN KEY (ics, organisation_id) REFERENCES insights.organisations (ics, id)
)
"""
KNOWN = """
INSERT INTO insights.organisation_spans
    (ics, organisation_id, since, name, kind, places, communities)
SELECT ics, id, valid_from, name, kind, places, communities FROM insights.organisations
"""


def upgrade() -> None:
    """Make the table. What stood before is not known: each was as it is since its beginning.
    Row-level security binds the owner too."""
    op.execute(TABLE)
    op.execute("ALTER TABLE insights.organisations NO FORCE ROW LEVEL SECURITY")
    op.execute(KNOWN)
    op.execute("ALTER TABLE insights.organisations FORCE ROW LEVEL SECURITY")
    enable_tenancy("insights", "organisation_spans")


def downgrade() -> None:
    raise NotImplementedError("what organisations were must not be forgotten: restore a backup")
