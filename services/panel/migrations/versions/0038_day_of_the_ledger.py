"""The day from which an entry of a ledger may be deleted is England's, as the worker takes it.

By UTC it begins an hour later in summer: on 1 April, when what was kept to the end of a financial
year goes, the worker would be refused for that hour.
"""

from __future__ import annotations

from alembic import op

from common.clock import ENGLAND

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_KEEP = """
CREATE OR REPLACE FUNCTION panel.keep_ledger_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'DELETE' AND OLD.keep_until < {today} THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'the ledger is only added to' USING ERRCODE = '55000'; END $$
"""


def upgrade() -> None:
    op.execute(_KEEP.format(today=f"(now() AT TIME ZONE '{ENGLAND.key}')::date"))


def downgrade() -> None:
    op.execute(_KEEP.format(today="current_date"))
