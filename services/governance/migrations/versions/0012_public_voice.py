"""Public questions, statements and petitions (rule 5), and the mails that they need."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0011" / "public_voice.sql"


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy(
        "governance", "mails", "confirmations", "public_questions", "petitions", "signatures"
    )


def downgrade() -> None:
    raise NotImplementedError("what people asked is kept: restore a backup")
