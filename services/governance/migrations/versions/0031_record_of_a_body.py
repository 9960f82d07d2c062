"""Terms of offices, and what a post is beside its days, are put on record at a moment too.

Entries of posts from before bear what their posts are: nothing says when that was otherwise. Which
terms came with a system's file is not told of those from before. An entry of a post without what it
is comes from a service that has not been restarted yet: it is read with what the post is now.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0031" / "record.sql"


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("what was on record at a meeting is part of the record")
