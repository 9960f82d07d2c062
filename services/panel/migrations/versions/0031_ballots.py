"""Ballots: the answers to an anonymous survey, sealed until it closes, and the key of each survey;
and what was deleted goes from the pages soon.

Answers that an open anonymous survey has in clear stay so until it closes, and are mixed then.
"""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE panel.ballot_keys (
    ics varchar(10) NOT NULL,
    survey_id uuid NOT NULL,
    kek varchar(255),
    wrapped bytea,
    CONSTRAINT pk_ballot_keys PRIMARY KEY (ics, survey_id),
    CONSTRAINT fk_ballot_keys_ics_survey_id
        FOREIGN KEY (ics, survey_id) REFERENCES panel.surveys (ics, id),
    CONSTRAINT ck_ballot_keys_spent CHECK ((kek IS NULL) = (wrapped IS NULL))
);
CREATE TABLE panel.ballots (
    ics varchar(10) NOT NULL,
    survey_id uuid NOT NULL,
    id uuid NOT NULL,
    sealed bytea NOT NULL,
    CONSTRAINT pk_ballots PRIMARY KEY (ics, survey_id, id),
    CONSTRAINT fk_ballots_ics_survey_id
        FOREIGN KEY (ics, survey_id) REFERENCES panel.surveys (ics, id)
);
ALTER TABLE panel.ballots ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE panel.survey_quotas ADD COLUMN taken_sealed bytea
"""

_FORGETS = (
    "address_changes",
    "data_keys",
    "erasures",
    "mails",
    "responses",
    "reward_lines",
    "reward_payees",
    "reward_vouchers",
    "signups",
)
"""Tables whose deleted rows hold what somebody said, a data key, or what the service's keys seal:
Postgres vacuums them at its next round, and not once a fifth of the table is gone."""


def upgrade() -> None:
    """Make the tables; the worker may vacuum the one of the keys."""
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy("panel", "ballot_keys", "ballots")
    op.execute("GRANT MAINTAIN ON panel.ballot_keys TO panel_app")
    for table in _FORGETS:
        op.execute(
            f"ALTER TABLE panel.{table} SET "
            "(autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)"
        )


def downgrade() -> None:
    raise NotImplementedError("ballots open with their keys alone: restore a backup")
