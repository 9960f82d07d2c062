"""The decision log (rule 12): entries, salts of their commitments, tiles, signed checkpoints.

Entries and checkpoints are append-only by grant and by trigger: of an entry only its place in the
log is written later, once. Salts can be erased, and tiles be made again from the entries.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import enable_tenancy, open_register

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0002" / "decision_log.sql"
TABLES = ("log_entries", "log_salts", "log_tiles", "log_checkpoints")
NEVER_TAKEN = {
    "log_entries": "UPDATE, DELETE, TRUNCATE",
    "log_salts": "UPDATE, TRUNCATE",
    "log_tiles": "DELETE, TRUNCATE",
    "log_checkpoints": "UPDATE, DELETE, TRUNCATE",
}


def upgrade() -> None:
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
    enable_tenancy("governance", *TABLES)
    for table, rights in NEVER_TAKEN.items():
        op.execute(f"REVOKE {rights} ON governance.{table} FROM governance_app")
    op.execute("GRANT UPDATE (leaf_index) ON governance.log_entries TO governance_app")
    # The sequencer has to know which systems there are before it acts for one of them.
    open_register("governance", "systems")


def downgrade() -> None:
    raise NotImplementedError("a log only grows: restore a backup")
