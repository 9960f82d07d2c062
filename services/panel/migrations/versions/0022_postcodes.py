"""The postcode directory in two slots, its release, and where members are."""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy, open_register

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE panel.postcode_releases (
    ics varchar(10) NOT NULL,
    version text NOT NULL,
    slot smallint NOT NULL,
    postcodes integer NOT NULL,
    loaded_at timestamptz NOT NULL,
    CONSTRAINT pk_postcode_releases PRIMARY KEY (ics),
    CONSTRAINT ck_postcode_releases_slot CHECK (slot IN (0, 1))
);
CREATE TABLE panel.postcodes (
    ics varchar(10) NOT NULL,
    slot smallint NOT NULL,
    postcode varchar(7) NOT NULL,
    lsoa varchar(9),
    authority varchar(9),
    ended_on date,
    decile smallint,
    CONSTRAINT pk_postcodes PRIMARY KEY (ics, slot, postcode)
) PARTITION BY LIST (slot);
CREATE TABLE panel.member_areas (
    ics varchar(10) NOT NULL,
    member_id uuid NOT NULL,
    sealed bytea NOT NULL,
    derived_at timestamptz NOT NULL,
    CONSTRAINT pk_member_areas PRIMARY KEY (ics, member_id),
    CONSTRAINT fk_member_areas_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE
)
"""


def upgrade() -> None:
    """Make the tables; every system may read the directory, which is public."""
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy("panel", "postcode_releases", "postcodes", "member_areas")
    for slot in (0, 1):
        partition = f"panel.postcodes_{slot}"
        op.execute(f"CREATE TABLE {partition} PARTITION OF panel.postcodes FOR VALUES IN ({slot})")
        op.execute(f"ALTER TABLE {partition} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {partition} FORCE ROW LEVEL SECURITY")
        op.execute(f"GRANT TRUNCATE ON {partition} TO panel_app")
    open_register("panel", "postcode_releases")
    open_register("panel", "postcodes")
