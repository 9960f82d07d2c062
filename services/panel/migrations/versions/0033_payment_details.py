"""Payment details that staff take down for a member without email: consent, witness, four eyes."""

from __future__ import annotations

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_ABOUT = "about IN ('offer', 'claim', 'batch', 'load', 'voucher'{more})"


def upgrade() -> None:
    """Add who took the details down; those that are kept were entered by members themselves."""
    op.execute(
        """
        ALTER TABLE panel.reward_payees
            ADD COLUMN taken_id uuid,
            ADD COLUMN means varchar(20),
            ADD COLUMN witness varchar(40),
            ADD COLUMN consented_on date,
            ADD COLUMN taken_by text,
            ADD COLUMN confirmed_by text,
            ADD CONSTRAINT ck_reward_payees_means
                CHECK (means IN ('telephone', 'paper', 'face_to_face')),
            ADD CONSTRAINT ck_reward_payees_taken
                CHECK (num_nulls(taken_id, means, witness, consented_on, taken_by) IN (0, 5)),
            ADD CONSTRAINT ck_reward_payees_confirmed
                CHECK (confirmed_by IS NULL OR taken_by IS NOT NULL),
            ADD CONSTRAINT ck_reward_payees_four_eyes CHECK (confirmed_by <> taken_by)
        """
    )
    _replace_about(", 'account'")


def downgrade() -> None:
    op.execute("DELETE FROM panel.reward_audit WHERE about = 'account'")
    _replace_about("")
    op.execute(
        """
        ALTER TABLE panel.reward_payees DROP COLUMN taken_id, DROP COLUMN means,
            DROP COLUMN witness, DROP COLUMN consented_on, DROP COLUMN taken_by,
            DROP COLUMN confirmed_by
        """
    )


def _replace_about(more: str) -> None:
    op.execute("ALTER TABLE panel.reward_audit DROP CONSTRAINT ck_reward_audit_about")
    check = _ABOUT.format(more=more)
    op.execute(
        f"ALTER TABLE panel.reward_audit ADD CONSTRAINT ck_reward_audit_about CHECK ({check})"
    )
