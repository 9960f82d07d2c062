"""The ledger of who left and what was withdrawn, which is only added to.

What was said before is noted by the worker: the keyed hashes want keys that no migration has.
"""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE panel.withdrawal_ledger (
    ics varchar(10) NOT NULL,
    subject_hash bytea NOT NULL,
    said_at timestamptz NOT NULL,
    kind varchar(20) NOT NULL,
    stands boolean NOT NULL,
    purpose varchar(60),
    until date,
    email_hash bytea,
    CONSTRAINT pk_withdrawal_ledger PRIMARY KEY (ics, subject_hash, said_at),
    CONSTRAINT fk_withdrawal_ledger_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_withdrawal_ledger_kind
        CHECK (kind IN ('left', 'consent', 'objection', 'pause')),
    CONSTRAINT ck_withdrawal_ledger_stands CHECK (stands OR kind IN ('objection', 'pause')),
    CONSTRAINT ck_withdrawal_ledger_purpose
        CHECK ((kind = 'objection') = (purpose IS NOT NULL)),
    CONSTRAINT ck_withdrawal_ledger_until
        CHECK ((kind = 'pause' AND stands) = (until IS NOT NULL)),
    CONSTRAINT ck_withdrawal_ledger_email_hash CHECK (kind = 'left' OR email_hash IS NULL)
)
"""


def upgrade() -> None:
    """Make the table; the app role takes nothing out of it."""
    op.execute(_TABLE)
    enable_tenancy("panel", "withdrawal_ledger")
    op.execute("REVOKE UPDATE, DELETE ON panel.withdrawal_ledger FROM panel_app")


def downgrade() -> None:
    raise NotImplementedError("a ledger only grows: restore a backup")
