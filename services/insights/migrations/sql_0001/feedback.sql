CREATE TABLE insights.feedback_sources (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    organisation_id uuid,
    visibility text NOT NULL,
    mapping jsonb NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (ics, id),
    UNIQUE (ics, name),
    FOREIGN KEY (ics, organisation_id) REFERENCES insights.organisations (ics, id)
);
CREATE TABLE insights.feedback_imports (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    source_id uuid NOT NULL,
    dry_run boolean NOT NULL,
    file_sha256 bytea NOT NULL,
    file_bytes bigint NOT NULL,
    encoding text NOT NULL,
    rows integer NOT NULL,
    accepted integer NOT NULL,
    blank integer NOT NULL,
    duplicates integer NOT NULL,
    rejected integer NOT NULL,
    missing_columns text[] NOT NULL,
    same_file_as uuid,
    imported_at timestamptz NOT NULL,
    imported_by text NOT NULL,
    PRIMARY KEY (ics, id),
    FOREIGN KEY (ics, source_id) REFERENCES insights.feedback_sources (ics, id)
);
CREATE INDEX ix_feedback_imports_source ON insights.feedback_imports (ics, source_id, id);
CREATE TABLE insights.feedback_rejections (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    import_id uuid NOT NULL,
    line integer NOT NULL,
    field text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (ics, import_id, line, field),
    FOREIGN KEY (ics, import_id) REFERENCES insights.feedback_imports (ics, id)
);
CREATE TABLE insights.feedback_items (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL DEFAULT uuidv7(),
    source_id uuid NOT NULL,
    import_id uuid NOT NULL,
    row_key bytea NOT NULL,
    content_hash bytea NOT NULL,
    line integer NOT NULL,
    said_on date,
    service text,
    question text,
    score smallint,
    text text,
    themes text[] NOT NULL,
    search tsvector NOT NULL GENERATED ALWAYS AS (
        to_tsvector('insights.library', coalesce(text, ''))
    ) STORED,
    PRIMARY KEY (ics, id)
);
-- A row of a source is known by its key, whatever file it comes in and however often.
CREATE UNIQUE INDEX uq_feedback_items_row_key
    ON insights.feedback_items (ics, source_id, row_key);
CREATE INDEX ix_feedback_items_search ON insights.feedback_items USING gin (ics, search);
