"""Answers to those who spoke whose decision was withheld before that was kept.

Both travel by the decision's own key, so whoever has the answer had the decision first, and copies
of decisions that are withheld are deleted: an answer without the copy of its decision is withheld.
Answers of before the first decision that is kept here tell nothing either way, and stay.
"""

from __future__ import annotations

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_TABLES = ("feedback", "known_decisions")
_WITHHOLD = """
UPDATE panel.feedback f SET withheld = true
WHERE NOT EXISTS (SELECT FROM panel.known_decisions d WHERE d.ics = f.ics AND d.id = f.decision_id)
    AND f.published_at >= (SELECT min(d.recorded_at) FROM panel.known_decisions d
        WHERE d.ics = f.ics)
"""


def upgrade() -> None:
    """Hide them; row-level security binds the owner too, and would hide the rows from it."""
    for table in _TABLES:
        op.execute(f"ALTER TABLE panel.{table} NO FORCE ROW LEVEL SECURITY")
    op.execute(_WITHHOLD)
    for table in _TABLES:
        op.execute(f"ALTER TABLE panel.{table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    """Nothing: what is withheld stays so, and an open decision shows its answers again."""
