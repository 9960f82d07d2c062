"""Bulletins, what was counted of them, and the copies of what others publish."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE panel.known_findings (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    fact_version integer NOT NULL,
    reference text NOT NULL,
    title text NOT NULL,
    summary text NOT NULL,
    published_at timestamptz NOT NULL,
    ended varchar(20),
    CONSTRAINT pk_known_findings PRIMARY KEY (ics, id),
    CONSTRAINT fk_known_findings_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_known_findings_ended CHECK (ended IN ('superseded', 'withdrawn'))
);
CREATE TABLE panel.known_decisions (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    fact_version integer NOT NULL,
    reference text NOT NULL,
    title text NOT NULL,
    outcome text NOT NULL,
    body_name text NOT NULL,
    decided_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT pk_known_decisions PRIMARY KEY (ics, id),
    CONSTRAINT fk_known_decisions_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics)
);
CREATE TABLE panel.bulletins (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    title text NOT NULL,
    language varchar(35) NOT NULL,
    items jsonb NOT NULL,
    segment_id uuid,
    state varchar(10) NOT NULL,
    send_at timestamptz,
    sent_at timestamptz,
    returned_for varchar(30),
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_bulletins PRIMARY KEY (ics, id),
    CONSTRAINT fk_bulletins_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT fk_bulletins_ics_segment_id FOREIGN KEY (ics, segment_id)
        REFERENCES panel.segments (ics, id),
    CONSTRAINT ck_bulletins_state CHECK (state IN ('draft', 'scheduled', 'sent', 'cancelled')),
    CONSTRAINT ck_bulletins_sent_at CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
    CONSTRAINT ck_bulletins_send_at CHECK (state <> 'scheduled' OR send_at IS NOT NULL)
);
CREATE INDEX ix_bulletins_scheduled ON panel.bulletins (ics, send_at) WHERE state = 'scheduled';
CREATE TABLE panel.bulletin_receptions (
    ics varchar(10) NOT NULL,
    bulletin_id uuid NOT NULL,
    opened integer NOT NULL,
    counted_until timestamptz NOT NULL,
    published jsonb,
    CONSTRAINT pk_bulletin_receptions PRIMARY KEY (ics, bulletin_id),
    CONSTRAINT fk_bulletin_receptions_ics_bulletin_id FOREIGN KEY (ics, bulletin_id)
        REFERENCES panel.bulletins (ics, id)
);
CREATE TABLE panel.bulletin_links (
    ics varchar(10) NOT NULL,
    bulletin_id uuid NOT NULL,
    number integer NOT NULL,
    label text NOT NULL,
    address text NOT NULL,
    followed integer NOT NULL,
    CONSTRAINT pk_bulletin_links PRIMARY KEY (ics, bulletin_id, number),
    CONSTRAINT fk_bulletin_links_ics_bulletin_id FOREIGN KEY (ics, bulletin_id)
        REFERENCES panel.bulletins (ics, id)
);
CREATE TABLE panel.bulletin_draws (
    ics varchar(10) NOT NULL,
    bulletin_id uuid NOT NULL,
    sent_on date NOT NULL,
    groups text[] NOT NULL,
    segment_version integer,
    counts jsonb NOT NULL,
    CONSTRAINT pk_bulletin_draws PRIMARY KEY (ics, bulletin_id),
    CONSTRAINT fk_bulletin_draws_ics_bulletin_id FOREIGN KEY (ics, bulletin_id)
        REFERENCES panel.bulletins (ics, id)
);
CREATE TABLE panel.mail_copies (
    ics varchar(10) NOT NULL,
    about_id uuid NOT NULL,
    sent integer NOT NULL,
    counted integer NOT NULL,
    CONSTRAINT pk_mail_copies PRIMARY KEY (ics, about_id),
    CONSTRAINT fk_mail_copies_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics)
);
ALTER TABLE panel.contacts DROP CONSTRAINT ck_contacts_kind;
ALTER TABLE panel.contacts ADD CONSTRAINT ck_contacts_kind
    CHECK (kind IN ('survey', 'feedback', 'bulletin'))
"""


def upgrade() -> None:
    """Make the tables, and force row-level security on them."""
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy(
        "panel",
        "known_findings",
        "known_decisions",
        "bulletins",
        "bulletin_receptions",
        "bulletin_links",
        "bulletin_draws",
        "mail_copies",
    )
