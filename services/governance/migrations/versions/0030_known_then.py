"""On which parts of a resolution a vote was, and when it was recorded.

Votes of before name no part: they were on the whole. When one was recorded is told by its id, which
bears the time of its birth (UUIDv7).
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0030"
FILES = ("votes", "motions")


def upgrade() -> None:
    for name in FILES:
        for statement in (SQL / f"{name}.sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("what was voted on is part of the record: restore a backup")
