"""Vouchers: their stock, those in members' hands and their own ledger; and a request to join takes
its turn.

Kinds and claims of before are of money, as they were promised. A system's file says which kinds are
given as vouchers, and is loaded after this.
"""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_ALTER = """
ALTER TABLE panel.reward_kinds ADD COLUMN given_as varchar(10) NOT NULL DEFAULT 'money',
    ADD CONSTRAINT ck_reward_kinds_given_as CHECK (given_as IN ('money', 'voucher'));
ALTER TABLE panel.reward_kinds ALTER COLUMN given_as DROP DEFAULT;
ALTER TABLE panel.reward_terms ADD COLUMN voucher_days integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT ck_reward_terms_voucher_days CHECK (voucher_days >= 0);
ALTER TABLE panel.reward_terms ALTER COLUMN voucher_days DROP DEFAULT;
ALTER TABLE panel.reward_claims ADD COLUMN given_as varchar(10) NOT NULL DEFAULT 'money',
    ADD CONSTRAINT ck_reward_claims_given_as CHECK (given_as IN ('money', 'voucher')),
    DROP CONSTRAINT ck_reward_claims_state,
    ADD CONSTRAINT ck_reward_claims_state CHECK (state IN ('submitted', 'approved', 'refused',
        'cancelled', 'exported', 'paid', 'returned', 'given')),
    ADD CONSTRAINT ck_reward_claims_one_way CHECK (CASE given_as
        WHEN 'money' THEN state <> 'given'
        ELSE cause IS NULL AND state NOT IN ('exported', 'paid', 'returned') END);
ALTER TABLE panel.reward_claims ALTER COLUMN given_as DROP DEFAULT;
ALTER TABLE panel.reward_audit DROP CONSTRAINT ck_reward_audit_about,
    ADD CONSTRAINT ck_reward_audit_about
        CHECK (about IN ('offer', 'claim', 'batch', 'load', 'voucher'))
"""

_TABLES = """
CREATE TABLE panel.reward_vouchers (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    load_id uuid NOT NULL,
    supplier varchar(100) NOT NULL,
    value_pence integer NOT NULL,
    currency varchar(3) NOT NULL,
    expires_on date NOT NULL,
    sealed bytea NOT NULL,
    CONSTRAINT pk_reward_vouchers PRIMARY KEY (ics, id),
    CONSTRAINT fk_reward_vouchers_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_reward_vouchers_value CHECK (value_pence >= 1)
);
CREATE INDEX ix_reward_vouchers_ics_value_pence_expires_on_id
    ON panel.reward_vouchers (ics, value_pence, expires_on, id);
CREATE TABLE panel.reward_handed (
    ics varchar(10) NOT NULL,
    voucher_id uuid NOT NULL,
    claim_id uuid NOT NULL,
    member_id uuid NOT NULL,
    supplier varchar(100) NOT NULL,
    value_pence integer NOT NULL,
    currency varchar(3) NOT NULL,
    expires_on date NOT NULL,
    sealed bytea,
    handed_on date NOT NULL,
    shown_on date,
    CONSTRAINT pk_reward_handed PRIMARY KEY (ics, voucher_id),
    CONSTRAINT fk_reward_handed_ics_claim_id FOREIGN KEY (ics, claim_id)
        REFERENCES panel.reward_claims (ics, id) ON DELETE CASCADE,
    CONSTRAINT fk_reward_handed_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE
);
CREATE INDEX ix_reward_handed_ics_claim_id ON panel.reward_handed (ics, claim_id);
CREATE INDEX ix_reward_handed_ics_member_id ON panel.reward_handed (ics, member_id);
CREATE TABLE panel.reward_voucher_ledger (
    ics varchar(10) NOT NULL,
    voucher_id uuid NOT NULL,
    entry varchar(12) NOT NULL,
    kind varchar(60),
    supplier varchar(100) NOT NULL,
    value_pence integer NOT NULL,
    currency varchar(3) NOT NULL,
    expires_on date NOT NULL,
    entered_on date NOT NULL,
    keep_until date NOT NULL,
    first_of_kind boolean NOT NULL,
    first_of_all boolean NOT NULL,
    code_index bytea,
    CONSTRAINT pk_reward_voucher_ledger PRIMARY KEY (ics, voucher_id, entry),
    CONSTRAINT fk_reward_voucher_ledger_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_reward_voucher_ledger_entry
        CHECK (entry IN ('loaded', 'given', 'replacement', 'faulty', 'expired')),
    CONSTRAINT ck_reward_voucher_ledger_kind
        CHECK ((entry IN ('given', 'replacement')) = (kind IS NOT NULL)),
    CONSTRAINT ck_reward_voucher_ledger_code_index
        CHECK ((entry = 'loaded') = (code_index IS NOT NULL))
);
CREATE INDEX ix_reward_voucher_ledger_ics_entered_on
    ON panel.reward_voucher_ledger (ics, entered_on);
CREATE UNIQUE INDEX ix_reward_voucher_ledger_ics_code_index
    ON panel.reward_voucher_ledger (ics, code_index);
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON panel.reward_voucher_ledger
    FOR EACH ROW EXECUTE FUNCTION panel.keep_ledger_entry()
"""


_LATELY = """
CREATE FUNCTION panel.asked_lately(lock bigint, asked_ics varchar, asked_index bytea,
    expires_after timestamptz, most integer) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$ BEGIN
    PERFORM pg_advisory_xact_lock(lock);
    RETURN EXISTS (SELECT FROM panel.signups WHERE ics = asked_ics AND email_index = asked_index
        AND expires_at > expires_after OFFSET most); END $$
"""
"""Volatile, so that what it asks after it has the lock sees what others have committed meanwhile,
though the statement that calls it began before."""


def upgrade() -> None:
    """Make the tables; the ledger of vouchers is only added to, as that of money is."""
    for statements in (_ALTER, _TABLES):
        for statement in statements.split(";\n"):
            op.execute(statement)
    enable_tenancy("panel", "reward_vouchers", "reward_handed", "reward_voucher_ledger")
    op.execute("REVOKE UPDATE, TRUNCATE ON panel.reward_voucher_ledger FROM panel_app")
    op.execute(_LATELY)


def downgrade() -> None:
    raise NotImplementedError("what was given is kept: restore a backup")
