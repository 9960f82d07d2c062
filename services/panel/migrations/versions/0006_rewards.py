"""Rewards and expenses: what a system offers, claims, batches; a ledger and an audit that grow."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_DATED = """
CREATE TABLE panel.reward_kinds (
    ics varchar(10) NOT NULL,
    code varchar(60) NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    label text NOT NULL,
    unit varchar(30) NOT NULL,
    rate_pence integer NOT NULL,
    cap_pence integer NOT NULL,
    evidence boolean NOT NULL,
    counts_as_income boolean NOT NULL,
    CONSTRAINT pk_reward_kinds PRIMARY KEY (ics, code, valid_from),
    CONSTRAINT fk_reward_kinds_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_reward_kinds_valid_to CHECK (valid_to >= valid_from),
    CONSTRAINT ck_reward_kinds_pence CHECK (rate_pence >= 1 AND cap_pence >= 1)
);
CREATE TABLE panel.reward_warnings (
    ics varchar(10) NOT NULL,
    version varchar(60) NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    wording text NOT NULL,
    CONSTRAINT pk_reward_warnings PRIMARY KEY (ics, version),
    CONSTRAINT fk_reward_warnings_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_reward_warnings_valid_to CHECK (valid_to >= valid_from)
);
CREATE TABLE panel.reward_causes (
    ics varchar(10) NOT NULL,
    code varchar(60) NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    name text NOT NULL,
    account_name varchar(70) NOT NULL,
    sort_code varchar(6) NOT NULL,
    account_number varchar(8) NOT NULL,
    CONSTRAINT pk_reward_causes PRIMARY KEY (ics, code, valid_from),
    CONSTRAINT fk_reward_causes_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_reward_causes_valid_to CHECK (valid_to >= valid_from)
);
CREATE TABLE panel.reward_terms (
    ics varchar(10) NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    ledger_years integer NOT NULL,
    dominance_percent integer NOT NULL,
    CONSTRAINT pk_reward_terms PRIMARY KEY (ics, valid_from),
    CONSTRAINT fk_reward_terms_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_reward_terms_valid_to CHECK (valid_to >= valid_from)
)
"""

_CLAIMS = """
CREATE TABLE panel.reward_offers (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    kind varchar(60) NOT NULL,
    activity varchar(20) NOT NULL,
    activity_id uuid,
    title text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    offered_on date NOT NULL,
    CONSTRAINT pk_reward_offers PRIMARY KEY (ics, id),
    CONSTRAINT fk_reward_offers_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_reward_offers_activity
        CHECK (activity IN ('survey', 'event', 'selection', 'other')),
    CONSTRAINT ck_reward_offers_activity_id
        CHECK ((activity = 'other') = (activity_id IS NULL)),
    CONSTRAINT ck_reward_offers_days CHECK (last_day >= first_day),
    CONSTRAINT ck_reward_offers_survey_day CHECK (activity <> 'survey' OR first_day = last_day)
);
CREATE TABLE panel.reward_offered (
    ics varchar(10) NOT NULL,
    offer_id uuid NOT NULL,
    member_id uuid NOT NULL,
    decision varchar(10) NOT NULL,
    cause varchar(60),
    warning_version varchar(60),
    decided_on date,
    CONSTRAINT pk_reward_offered PRIMARY KEY (ics, offer_id, member_id),
    CONSTRAINT fk_reward_offered_ics_offer_id FOREIGN KEY (ics, offer_id)
        REFERENCES panel.reward_offers (ics, id),
    CONSTRAINT fk_reward_offered_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE,
    CONSTRAINT ck_reward_offered_decision
        CHECK (decision IN ('open', 'accepted', 'declined', 'donated')),
    CONSTRAINT ck_reward_offered_cause CHECK ((decision = 'donated') = (cause IS NOT NULL)),
    CONSTRAINT ck_reward_offered_warned
        CHECK (decision NOT IN ('accepted', 'donated') OR warning_version IS NOT NULL)
);
CREATE INDEX ix_reward_offered_ics_member_id ON panel.reward_offered (ics, member_id);
CREATE TABLE panel.reward_claims (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    offer_id uuid NOT NULL,
    member_id uuid NOT NULL,
    kind varchar(60) NOT NULL,
    quantity numeric(8, 2) NOT NULL,
    happened_on date NOT NULL,
    rate_pence integer NOT NULL,
    amount_pence integer NOT NULL,
    evidence_needed boolean NOT NULL,
    cause varchar(60),
    state varchar(10) NOT NULL,
    entered_by text NOT NULL,
    entered_on date NOT NULL,
    decided_by text,
    decided_on date,
    reason text,
    CONSTRAINT pk_reward_claims PRIMARY KEY (ics, id),
    CONSTRAINT fk_reward_claims_ics_offer_id_member_id FOREIGN KEY (ics, offer_id, member_id)
        REFERENCES panel.reward_offered (ics, offer_id, member_id) ON DELETE CASCADE,
    CONSTRAINT ck_reward_claims_state CHECK (state IN ('submitted', 'approved', 'refused',
        'cancelled', 'exported', 'paid', 'returned')),
    CONSTRAINT ck_reward_claims_amount CHECK (amount_pence >= 1 AND quantity > 0),
    CONSTRAINT ck_reward_claims_four_eyes CHECK (decided_by IS DISTINCT FROM entered_by),
    CONSTRAINT ck_reward_claims_decided
        CHECK (state IN ('submitted', 'cancelled') OR decided_by IS NOT NULL)
);
CREATE INDEX ix_reward_claims_ics_offer_id_member_id
    ON panel.reward_claims (ics, offer_id, member_id);
CREATE INDEX ix_reward_claims_ics_state_id ON panel.reward_claims (ics, state, id);
CREATE TABLE panel.reward_payees (
    ics varchar(10) NOT NULL,
    member_id uuid NOT NULL,
    sealed bytea NOT NULL,
    CONSTRAINT pk_reward_payees PRIMARY KEY (ics, member_id),
    CONSTRAINT fk_reward_payees_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE
)
"""

_PAID = """
CREATE TABLE panel.reward_batches (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    number integer NOT NULL,
    made_on date NOT NULL,
    made_by text NOT NULL,
    lines integer NOT NULL,
    total_pence bigint NOT NULL,
    settled_on date,
    CONSTRAINT pk_reward_batches PRIMARY KEY (ics, id),
    CONSTRAINT fk_reward_batches_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_reward_batches_figures CHECK (lines >= 1 AND total_pence >= lines)
);
CREATE UNIQUE INDEX ix_reward_batches_ics_number ON panel.reward_batches (ics, number);
CREATE TABLE panel.reward_lines (
    ics varchar(10) NOT NULL,
    claim_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    line integer NOT NULL,
    sealed bytea,
    account_name varchar(70),
    sort_code varchar(6),
    account_number varchar(8),
    CONSTRAINT pk_reward_lines PRIMARY KEY (ics, claim_id),
    CONSTRAINT fk_reward_lines_ics_claim_id FOREIGN KEY (ics, claim_id)
        REFERENCES panel.reward_claims (ics, id) ON DELETE CASCADE,
    CONSTRAINT fk_reward_lines_ics_batch_id FOREIGN KEY (ics, batch_id)
        REFERENCES panel.reward_batches (ics, id)
);
CREATE UNIQUE INDEX ix_reward_lines_ics_batch_id_line
    ON panel.reward_lines (ics, batch_id, line);
CREATE TABLE panel.reward_ledger (
    ics varchar(10) NOT NULL,
    batch_id uuid NOT NULL,
    line integer NOT NULL,
    entry varchar(10) NOT NULL,
    kind varchar(60) NOT NULL,
    amount_pence integer NOT NULL,
    happened_on date NOT NULL,
    entered_on date NOT NULL,
    keep_until date NOT NULL,
    first_of_kind boolean NOT NULL,
    first_of_all boolean NOT NULL,
    CONSTRAINT pk_reward_ledger PRIMARY KEY (ics, batch_id, line, entry),
    CONSTRAINT fk_reward_ledger_ics_batch_id FOREIGN KEY (ics, batch_id)
        REFERENCES panel.reward_batches (ics, id),
    CONSTRAINT ck_reward_ledger_entry CHECK (entry IN ('payment', 'return')),
    CONSTRAINT ck_reward_ledger_amount CHECK (amount_pence >= 1)
);
CREATE INDEX ix_reward_ledger_ics_entered_on ON panel.reward_ledger (ics, entered_on);
CREATE TABLE panel.reward_audit (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    subject text NOT NULL,
    act varchar(30) NOT NULL,
    about varchar(10) NOT NULL,
    about_id uuid NOT NULL,
    CONSTRAINT pk_reward_audit PRIMARY KEY (ics, id),
    CONSTRAINT fk_reward_audit_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_reward_audit_about CHECK (about IN ('offer', 'claim', 'batch'))
);
CREATE INDEX ix_reward_audit_ics_about_id ON panel.reward_audit (ics, about_id)
"""

_KEEP = """
CREATE FUNCTION panel.keep_ledger_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'DELETE' AND OLD.keep_until < current_date THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'the ledger is only added to' USING ERRCODE = '55000'; END $$
"""
_KEPT = """
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON panel.reward_ledger
    FOR EACH ROW EXECUTE FUNCTION panel.keep_ledger_entry()
"""

_TENANTED = (
    "reward_kinds",
    "reward_warnings",
    "reward_causes",
    "reward_terms",
    "reward_offers",
    "reward_offered",
    "reward_claims",
    "reward_payees",
    "reward_batches",
    "reward_lines",
    "reward_ledger",
    "reward_audit",
)


def upgrade() -> None:
    """Make the tables. The ledger loses only what need not be kept any more, the audit nothing."""
    for tables in (_DATED, _CLAIMS, _PAID):
        for statement in tables.split(";\n"):
            op.execute(statement)
    enable_tenancy("panel", *_TENANTED)
    op.execute(_KEEP)
    op.execute(_KEPT)
    op.execute("REVOKE UPDATE, TRUNCATE ON panel.reward_ledger FROM panel_app")
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON panel.reward_audit FROM panel_app")
