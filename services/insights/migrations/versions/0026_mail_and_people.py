"""Mail that cannot be delivered is given up; a person may name a theme that no model proposed.

Of an address: how often in a row mail to it failed, from when on it is tried again, and when it
was given up. What a person named has neither probability nor model.
"""

from __future__ import annotations

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_UP = """
ALTER TABLE insights.notice_addresses ADD COLUMN failures smallint NOT NULL DEFAULT 0;
ALTER TABLE insights.notice_addresses ADD COLUMN mail_from timestamptz;
ALTER TABLE insights.notice_addresses ADD COLUMN given_up_at timestamptz;
ALTER TABLE insights.theme_suggestions ALTER COLUMN probability DROP NOT NULL;
ALTER TABLE insights.theme_suggestions ALTER COLUMN model_version DROP NOT NULL;
ALTER TABLE insights.theme_suggestions ADD CONSTRAINT proposed_by_a_model_or_decided
    CHECK ((probability IS NULL) = (model_version IS NULL)
        AND (model_version IS NOT NULL OR state <> 'open'))
"""
_DOWN = """
ALTER TABLE insights.theme_suggestions NO FORCE ROW LEVEL SECURITY;
DELETE FROM insights.theme_suggestions WHERE model_version IS NULL;
ALTER TABLE insights.theme_suggestions FORCE ROW LEVEL SECURITY;
ALTER TABLE insights.theme_suggestions DROP CONSTRAINT proposed_by_a_model_or_decided;
ALTER TABLE insights.theme_suggestions ALTER COLUMN model_version SET NOT NULL;
ALTER TABLE insights.theme_suggestions ALTER COLUMN probability SET NOT NULL;
ALTER TABLE insights.notice_addresses DROP COLUMN given_up_at;
ALTER TABLE insights.notice_addresses DROP COLUMN mail_from;
ALTER TABLE insights.notice_addresses DROP COLUMN failures
"""


def upgrade() -> None:
    """Add what is kept."""
    for statement in _UP.split(";\n"):
        op.execute(statement)


def downgrade() -> None:
    """Forget it; what people named beside the models' proposals goes too, of every system:
    row-level security binds the owner."""
    for statement in _DOWN.split(";\n"):
        op.execute(statement)
