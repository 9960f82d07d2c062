"""The foundation: bodies, meetings, decisions, evidence, actions, feedback, minutes imports.

The tables of each slice are in ``migrations/sql_0001/<slice>.sql``.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from common.db.migrations import create_shared_tables, enable_tenancy

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql_0001"

SLICES = {
    "vocabularies": ("systems", "vocabulary_terms"),
    "bodies": ("bodies", "terms_of_reference", "posts", "holders"),
    "meetings": ("meetings", "agenda_items", "attendances"),
    "evidence": ("findings", "activities"),
    "decisions": ("decision_counters", "decisions", "decision_versions", "decision_evidence"),
    "actions": ("actions",),
    "feedback": ("feedback",),
    "minutes": ("minutes_imports",),
}

APPEND_ONLY = ("decision_versions", "decision_evidence")
"""What was decided and on what evidence is never changed, only followed by a new version."""


def upgrade() -> None:
    create_shared_tables("governance")
    for name, tables in SLICES.items():
        for statement in (SQL / f"{name}.sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                op.execute(statement)
        enable_tenancy("governance", *tables)
    for table in APPEND_ONLY:
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON governance.{table} FROM governance_app")
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON governance.{table} "
            "FOR EACH ROW EXECUTE FUNCTION governance.refuse_change()"
        )
    op.execute("REVOKE DELETE ON governance.decisions, governance.feedback FROM governance_app")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: the foundation has nothing before it")
