"""Quick searches that forgive typing errors: words of the library, an index of days (rule 4).

``ix_findings_when`` bears no system and no condition on purpose: Postgres reads two indexes
together only where they share none, and the index of words bears both. Made while nothing writes:
2 s at 1,000,000 findings.
"""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

STATEMENTS = (
    "CREATE INDEX ix_findings_when ON insights.findings (published_at)",
    # A query whose phrases ask only that their words are there.
    r"""
    CREATE FUNCTION insights.in_any_order(query tsquery) RETURNS tsquery
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN regexp_replace(query::text, '<(-|\d+)>', '&', 'g')::tsquery
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
