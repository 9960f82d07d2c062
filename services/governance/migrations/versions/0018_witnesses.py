"""Witnesses of the decision log, and their cosignatures (rule 12). A log that was signed before has
none, and is shown as it was."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0018" / "witnesses.sql"


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", "log_witnesses", "log_cosignatures")


def downgrade() -> None:
    raise NotImplementedError("what witnesses signed is kept: restore a backup")
