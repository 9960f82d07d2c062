"""Files are kept as clean copies, with who cannot read them (rule 1).

What came before was not looked through: it stays as it is, and says so (`failures` is null).
"""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE insights.files ADD COLUMN original_size bigint CHECK (original_size > 0)",
    "ALTER TABLE insights.files ADD COLUMN original_sha256 bytea "
    "CHECK (length(original_sha256) = 32)",
    "ALTER TABLE insights.files ADD COLUMN pages integer CHECK (pages >= 0)",
    "ALTER TABLE insights.files ADD COLUMN failures jsonb CHECK (jsonb_typeof(failures) = 'array')",
    "ALTER TABLE insights.files ADD COLUMN taken_out jsonb NOT NULL DEFAULT '{}' "
    "CHECK (jsonb_typeof(taken_out) = 'object')",
    "ALTER TABLE insights.files ADD COLUMN statement jsonb "
    "CHECK (jsonb_typeof(statement) = 'object')",
    "ALTER TABLE insights.files ADD CONSTRAINT removed_says_nothing "
    "CHECK (removed_at IS NULL OR statement IS NULL)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError(
        "what is said to those who cannot read a file stays: restore a backup"
    )
