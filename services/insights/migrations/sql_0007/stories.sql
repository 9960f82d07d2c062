-- What a person told, in their words, for as long as they agree to it. Once a story is gone, its row
-- holds none of the words: the database itself refuses to keep them.
CREATE TABLE insights.stories (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    reference text NOT NULL,
    organisation_id uuid,
    state text NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn', 'expired')),
    revision integer NOT NULL,
    content_version integer NOT NULL,
    consent_version integer NOT NULL,
    title text,
    words text,
    described_as text,
    communities text[] NOT NULL,
    places text[] NOT NULL,
    themes text[] NOT NULL,
    withdrawal_code_hash bytea,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    published_at timestamptz,
    gone_at timestamptz,
    PRIMARY KEY (ics, id),
    UNIQUE (ics, reference),
    CHECK ((state IN ('withdrawn', 'expired')) = (gone_at IS NOT NULL)),
    CHECK ((gone_at IS NULL) = (title IS NOT NULL)),
    CHECK ((gone_at IS NULL) = (words IS NOT NULL)),
    CHECK (gone_at IS NULL OR (described_as IS NULL AND withdrawal_code_hash IS NULL))
);
CREATE UNIQUE INDEX ix_stories_withdrawal_code_hash ON insights.stories (ics, withdrawal_code_hash);
-- What the person agreed to, each version kept: never the story's words.
CREATE TABLE insights.story_consents (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    story_id uuid NOT NULL,
    version integer NOT NULL,
    content_version integer NOT NULL,
    uses text[] NOT NULL CHECK (cardinality(uses) > 0),
    places text[] NOT NULL,
    valid_until date NOT NULL,
    agreement text NOT NULL,
    means text NOT NULL,
    agreed_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (ics, story_id, version),
    FOREIGN KEY (ics, story_id) REFERENCES insights.stories (ics, id)
);
CREATE TABLE insights.story_clearances (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    story_id uuid NOT NULL,
    content_version integer NOT NULL,
    field text NOT NULL,
    start integer NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    cleared_at timestamptz NOT NULL,
    cleared_by text NOT NULL,
    PRIMARY KEY (ics, story_id, content_version, field, start, kind),
    FOREIGN KEY (ics, story_id) REFERENCES insights.stories (ics, id)
);
CREATE TABLE insights.story_counters (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    year integer NOT NULL,
    last integer NOT NULL,
    PRIMARY KEY (ics, year)
);
CREATE TABLE insights.story_feed_positions (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    last integer NOT NULL,
    PRIMARY KEY (ics)
);
-- A story came before the public, or left it: an entry each time, without any word of it.
CREATE TABLE insights.story_feed_entries (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    position integer NOT NULL,
    story_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('shown', 'removed')),
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (ics, position),
    FOREIGN KEY (ics, story_id) REFERENCES insights.stories (ics, id)
);
CREATE INDEX ix_story_feed_entries_story_id ON insights.story_feed_entries (ics, story_id, position)
