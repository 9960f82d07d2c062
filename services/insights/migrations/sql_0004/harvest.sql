-- The moment at which an entry took its place in line: harvesters select by it.
ALTER TABLE insights.feed_positions ADD COLUMN stamped_at timestamptz;
ALTER TABLE insights.feed_entries ADD COLUMN stamped_at timestamptz;
-- Entries of before: the latest moment that was recorded up to there, so that it grows too.
UPDATE insights.feed_entries e SET stamped_at = grown.stamped_at
FROM (
    SELECT ics, position, max(recorded_at) OVER (PARTITION BY ics ORDER BY position) AS stamped_at
    FROM insights.feed_entries
) grown
WHERE grown.ics = e.ics AND grown.position = e.position;
UPDATE insights.feed_positions p SET stamped_at = coalesce(
    (SELECT max(e.stamped_at) FROM insights.feed_entries e WHERE e.ics = p.ics), now()
);
ALTER TABLE insights.feed_positions ALTER COLUMN stamped_at SET NOT NULL;
ALTER TABLE insights.feed_entries ALTER COLUMN stamped_at SET NOT NULL;
CREATE INDEX ix_feed_entries_stamped ON insights.feed_entries (ics, stamped_at, position);
-- Sets that some record is or was in, and which entries are in them.
CREATE TABLE insights.harvest_sets (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    spec text NOT NULL,
    PRIMARY KEY (ics, spec)
);
CREATE TABLE insights.harvest_members (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    spec text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (ics, spec, position),
    FOREIGN KEY (ics, position) REFERENCES insights.feed_entries (ics, position)
);
CREATE INDEX ix_harvest_members_position ON insights.harvest_members (ics, position);
WITH codes AS (
    SELECT e.ics, e.finding_id, e.position, e.kind, 'theme:' || code AS spec
    FROM insights.feed_entries e
    JOIN insights.finding_versions v
        ON v.ics = e.ics AND v.finding_id = e.finding_id AND v.version = e.version,
        jsonb_array_elements_text(v.content -> 'themes') code
    UNION ALL
    SELECT e.ics, e.finding_id, e.position, e.kind, 'place:' || code
    FROM insights.feed_entries e
    JOIN insights.finding_versions v
        ON v.ics = e.ics AND v.finding_id = e.finding_id AND v.version = e.version,
        jsonb_array_elements_text(v.content -> 'places') code
    UNION ALL
    SELECT e.ics, e.finding_id, e.position, e.kind, 'organisation:' || f.organisation_id
    FROM insights.feed_entries e
    JOIN insights.findings f ON f.ics = e.ics AND f.id = e.finding_id
    WHERE f.organisation_id IS NOT NULL
), members AS (
    SELECT ics, finding_id, position, spec FROM codes WHERE kind = 'shown'
    UNION
    SELECT gone.ics, gone.finding_id, gone.position, codes.spec
    FROM insights.feed_entries gone
    JOIN codes ON codes.ics = gone.ics AND codes.finding_id = gone.finding_id
        AND codes.kind = 'shown' AND codes.position < gone.position
    WHERE gone.kind = 'removed'
)
INSERT INTO insights.harvest_members (ics, spec, position)
SELECT ics, spec, position FROM members
UNION
SELECT ics, split_part(spec, ':', 1), position FROM members;
INSERT INTO insights.harvest_sets (ics, spec) SELECT DISTINCT ics, spec FROM insights.harvest_members
