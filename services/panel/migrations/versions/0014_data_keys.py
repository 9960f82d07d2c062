"""Data keys of members, and room for answers that are sealed; the clear ones go with the next.

Between this revision and the next one `python -m panel.datakeys seal` seals what there is: that
needs keys, and migrations have none.
"""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE panel.data_keys (
    ics varchar(10) NOT NULL,
    member_id uuid NOT NULL,
    kek varchar(255) NOT NULL,
    wrapped bytea NOT NULL,
    CONSTRAINT pk_data_keys PRIMARY KEY (ics, member_id),
    CONSTRAINT fk_data_keys_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE
);
ALTER TABLE panel.demographics ADD COLUMN token bytea;
ALTER TABLE panel.demographics ADD COLUMN sealed bytea;
ALTER TABLE panel.demographics ALTER COLUMN term DROP NOT NULL
"""


def upgrade() -> None:
    """Make the table, and force row-level security on it."""
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy("panel", "data_keys")
