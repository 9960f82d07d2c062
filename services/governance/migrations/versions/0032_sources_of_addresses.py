"""Whose address a mail goes to, so that none leaves after the address was deleted.

Mails that wait since before name nobody: they leave as they were queued.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0032" / "mails.sql"


def upgrade() -> None:
    op.execute(SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("ALTER TABLE governance.mails DROP COLUMN source, DROP COLUMN source_id")
