"""Gatherings, who has asked for a place at one, and surveys that ask those who came."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE panel.gatherings (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    title text NOT NULL,
    summary text NOT NULL,
    form varchar(20) NOT NULL,
    venue text,
    online_link text,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    sign_up_until timestamptz NOT NULL,
    capacity integer NOT NULL,
    access_offered text[] NOT NULL,
    places text[] NOT NULL,
    segment_id uuid,
    public boolean NOT NULL,
    activity_id uuid,
    offer_hours integer NOT NULL,
    remind_hours integer NOT NULL,
    state varchar(10) NOT NULL,
    sequence integer NOT NULL,
    groups text[] NOT NULL,
    opened_at timestamptz,
    invited_on date,
    reminded_at timestamptz,
    came integer,
    feedback_survey_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_gatherings PRIMARY KEY (ics, id),
    CONSTRAINT fk_gatherings_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT fk_gatherings_ics_segment_id FOREIGN KEY (ics, segment_id)
        REFERENCES panel.segments (ics, id),
    CONSTRAINT fk_gatherings_ics_feedback_survey_id FOREIGN KEY (ics, feedback_survey_id)
        REFERENCES panel.surveys (ics, id),
    CONSTRAINT ck_gatherings_form CHECK (form IN ('in_person', 'online', 'hybrid')),
    CONSTRAINT ck_gatherings_state CHECK (state IN ('draft', 'open', 'held', 'cancelled')),
    CONSTRAINT ck_gatherings_opened_at CHECK ((state = 'draft') = (opened_at IS NULL)),
    CONSTRAINT ck_gatherings_venue CHECK (form = 'online' OR venue IS NOT NULL),
    CONSTRAINT ck_gatherings_times CHECK (ends_at > starts_at AND sign_up_until <= starts_at),
    CONSTRAINT ck_gatherings_numbers
        CHECK (capacity >= 1 AND offer_hours >= 1 AND remind_hours >= 1)
);
CREATE INDEX ix_gatherings_ics_starts_at ON panel.gatherings (ics, starts_at);
CREATE TABLE panel.gathering_bookings (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    gathering_id uuid NOT NULL,
    member_id uuid NOT NULL,
    number integer NOT NULL,
    state varchar(10) NOT NULL,
    offered_until timestamptz,
    needs_sealed bytea,
    attended boolean,
    CONSTRAINT pk_gathering_bookings PRIMARY KEY (ics, id),
    CONSTRAINT fk_gathering_bookings_ics_gathering_id FOREIGN KEY (ics, gathering_id)
        REFERENCES panel.gatherings (ics, id),
    CONSTRAINT fk_gathering_bookings_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE,
    CONSTRAINT ck_gathering_bookings_state
        CHECK (state IN ('placed', 'waiting', 'offered', 'lapsed', 'given_up')),
    CONSTRAINT ck_gathering_bookings_offered_until
        CHECK ((state = 'offered') = (offered_until IS NOT NULL)),
    CONSTRAINT ck_gathering_bookings_needs
        CHECK (needs_sealed IS NULL OR state IN ('placed', 'waiting', 'offered'))
);
CREATE UNIQUE INDEX ix_gathering_bookings_ics_gathering_id_member_id
    ON panel.gathering_bookings (ics, gathering_id, member_id);
CREATE UNIQUE INDEX ix_gathering_bookings_ics_gathering_id_number
    ON panel.gathering_bookings (ics, gathering_id, number);
CREATE INDEX ix_gathering_bookings_ics_member_id ON panel.gathering_bookings (ics, member_id);
ALTER TABLE panel.surveys ADD COLUMN gathering_id uuid;
ALTER TABLE panel.contacts DROP CONSTRAINT ck_contacts_kind;
ALTER TABLE panel.contacts ADD CONSTRAINT ck_contacts_kind
    CHECK (kind IN ('survey', 'feedback', 'bulletin', 'gathering'))
"""


def upgrade() -> None:
    """Make the tables, and force row-level security on them."""
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy("panel", "gatherings", "gathering_bookings")
