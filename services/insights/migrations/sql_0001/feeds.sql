-- The last position given out in a system. Whoever publishes holds this row until it commits, so
-- positions become visible in their own order and a reader who goes on from one misses nothing.
CREATE TABLE insights.feed_positions (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    last bigint NOT NULL,
    PRIMARY KEY (ics)
);
CREATE TABLE insights.feed_entries (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    position bigint NOT NULL,
    finding_id uuid NOT NULL,
    version integer NOT NULL,
    kind text NOT NULL,
    organisation_name text,
    first_published_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (ics, position)
);
CREATE INDEX ix_feed_entries_finding ON insights.feed_entries (ics, finding_id, position);
