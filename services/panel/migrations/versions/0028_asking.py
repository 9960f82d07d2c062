"""Seats that are vacant from the draw on, since who was drawn may no longer be asked; where those
live whom bulletins and invitations asked, and how many invitations could not reach; bookings that
staff enter.

Of earlier invitations that is where the gathering was for. Earlier bulletins to a segment count as
asked everywhere, which is too much.
"""

from __future__ import annotations

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_REASONS = """
ALTER TABLE panel.selection_seats DROP CONSTRAINT ck_selection_seats_reason;
ALTER TABLE panel.selection_seats ADD CONSTRAINT ck_selection_seats_reason
    CHECK (reason IN ('declined', 'dropped_out', 'left_panel', 'withdrew'))
"""

_PLACES = """
ALTER TABLE panel.bulletin_draws ADD COLUMN places text[] NOT NULL DEFAULT '{}';
ALTER TABLE panel.bulletin_draws ALTER COLUMN places DROP DEFAULT;
ALTER TABLE panel.gatherings ADD COLUMN asked_places text[] NOT NULL DEFAULT '{}';
ALTER TABLE panel.gatherings ALTER COLUMN asked_places DROP DEFAULT;
ALTER TABLE panel.gatherings ADD COLUMN audience jsonb;
ALTER TABLE panel.gathering_bookings ADD COLUMN means varchar(20);
ALTER TABLE panel.gathering_bookings ADD COLUMN witness varchar(40);
ALTER TABLE panel.gathering_bookings ADD COLUMN entered_by text;
ALTER TABLE panel.gathering_bookings ADD CONSTRAINT ck_gathering_bookings_entered
    CHECK ((means IS NULL) = (entered_by IS NULL) AND (means IS NULL) = (witness IS NULL));
ALTER TABLE panel.gathering_bookings ADD CONSTRAINT ck_gathering_bookings_means
    CHECK (means IN ('telephone', 'paper', 'face_to_face'));
ALTER TABLE panel.gatherings NO FORCE ROW LEVEL SECURITY;
UPDATE panel.gatherings SET asked_places = places;
ALTER TABLE panel.gatherings FORCE ROW LEVEL SECURITY
"""
"""Row-level security binds the owner too, and would hide the rows that are to be filled."""


def upgrade() -> None:
    """Let a seat be vacant for one reason more, and note where people were asked."""
    for statement in [*_REASONS.split(";\n"), *_PLACES.split(";\n")]:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("why seats are vacant is kept: restore a backup")
