"""Who was in the chair of a meeting, who took it over for a part, and who took it again.

Meetings recorded before have none: nothing is made up for them.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0022" / "chairs.sql"


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", "meeting_chairs")


def downgrade() -> None:
    raise NotImplementedError("who chaired is part of the record: restore a backup")
