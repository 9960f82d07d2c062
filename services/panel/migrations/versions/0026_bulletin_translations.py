"""Translations of bulletins. Bulletins before have none, and were sent in their one language."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE panel.bulletin_translations (
    ics varchar(10) NOT NULL,
    bulletin_id uuid NOT NULL,
    language varchar(35) NOT NULL,
    texts jsonb NOT NULL,
    translated_by text NOT NULL,
    translated_on date NOT NULL,
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT pk_bulletin_translations PRIMARY KEY (ics, bulletin_id, language),
    CONSTRAINT fk_bulletin_translations_ics_bulletin_id FOREIGN KEY (ics, bulletin_id)
        REFERENCES panel.bulletins (ics, id)
)
"""


def upgrade() -> None:
    """Make the table, and force row-level security on it."""
    op.execute(_TABLE)
    enable_tenancy("panel", "bulletin_translations")


def downgrade() -> None:
    raise NotImplementedError("what people were sent is kept: restore a backup")
