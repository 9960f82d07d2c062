"""Which meeting approved the minutes of which; to which day a meeting is adjourned; days that are
not as the calendar of working days has them.

Of meetings whose minutes were approved before, nothing says where: nothing is made up for them. The
changed days are append-only, by grant and by trigger: a later entry takes the place of an earlier.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0026" / "sittings.sql"
TABLE = "governance.changed_days"


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", "changed_days")
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {TABLE} FROM governance_app")
    op.execute(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("when a meeting sat is part of the record: restore a backup")
