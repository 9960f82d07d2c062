"""Saved searches that notify, notices to organisations, replies to findings (rules 4 and 7)."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0009"

TABLES = {
    "notices": ("arrivals", "saved_searches", "saved_search_matches", "notices"),
    "replies": ("replies", "reply_versions"),
    "mail": ("mails", "notice_addresses"),
}


def upgrade() -> None:
    for name, tables in TABLES.items():
        for statement in (SQL / f"{name}.sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                op.execute(statement)
        enable_tenancy("insights", *tables)


def downgrade() -> None:
    raise NotImplementedError("organisations rely on what they were told: restore a backup")
