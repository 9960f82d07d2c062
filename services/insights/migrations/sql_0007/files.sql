-- What files a system takes, dated: what its file says of it.
CREATE TABLE insights.file_rules (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    valid_from date NOT NULL,
    valid_to date,
    max_files integer NOT NULL CHECK (max_files > 0),
    max_pixels integer NOT NULL CHECK (max_pixels > 0),
    types jsonb NOT NULL,
    PRIMARY KEY (ics, valid_from),
    CHECK (valid_to IS NULL OR valid_to > valid_from)
);
-- The bytes are in the file store under <ics>/<id>. A removed file of a finding leaves a row without
-- its name; a removed file of a story leaves nothing.
CREATE TABLE insights.files (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    finding_id uuid,
    story_id uuid,
    since_version integer NOT NULL,
    name text,
    description text,
    media_type text NOT NULL,
    size bigint NOT NULL CHECK (size > 0),
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    uploaded_at timestamptz NOT NULL,
    uploaded_by text NOT NULL,
    removed_at timestamptz,
    PRIMARY KEY (ics, id),
    FOREIGN KEY (ics, finding_id) REFERENCES insights.findings (ics, id),
    FOREIGN KEY (ics, story_id) REFERENCES insights.stories (ics, id),
    CHECK (num_nonnulls(finding_id, story_id) = 1),
    CHECK ((removed_at IS NULL) = (name IS NOT NULL))
);
CREATE INDEX ix_files_finding_id ON insights.files (ics, finding_id, id) WHERE finding_id IS NOT NULL;
CREATE INDEX ix_files_story_id ON insights.files (ics, story_id, id) WHERE story_id IS NOT NULL
