CREATE TABLE insights.reference_counters (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    year integer NOT NULL,
    last integer NOT NULL,
    PRIMARY KEY (ics, year)
);
-- A finding bears the content that is in force: its published version, or, before the first
-- publication, its newest draft. Every version is in finding_versions.
CREATE TABLE insights.findings (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    reference text NOT NULL,
    organisation_id uuid,
    state text NOT NULL,
    revision integer NOT NULL DEFAULT 1,
    version integer NOT NULL,
    latest_version integer NOT NULL,
    published_version integer,
    pending_version integer,
    pending_state text,
    title text NOT NULL,
    summary text NOT NULL,
    content jsonb NOT NULL,
    themes text[] NOT NULL,
    communities text[] NOT NULL,
    places text[] NOT NULL,
    methods text[] NOT NULL,
    source text,
    strength text,
    visibility text NOT NULL,
    heard_to date,
    activity_ids uuid[] NOT NULL,
    survey_id uuid,
    first_published_at timestamptz,
    published_at timestamptz,
    superseded_by uuid,
    withdrawn_at timestamptz,
    withdrawn_reason text,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    search tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('insights.library', title), 'A')
        || setweight(to_tsvector('insights.library', summary), 'B')
        || setweight(jsonb_to_tsvector('insights.library', content -> 'recommendations',
                                       '["string"]'), 'C')
        || setweight(jsonb_to_tsvector('insights.library', content -> 'quotations',
                                       '["string"]'), 'D')
    ) STORED,
    PRIMARY KEY (ics, id),
    UNIQUE (ics, reference),
    UNIQUE (ics, survey_id),
    FOREIGN KEY (ics, organisation_id) REFERENCES insights.organisations (ics, id),
    FOREIGN KEY (ics, superseded_by) REFERENCES insights.findings (ics, id),
    CHECK (superseded_by IS NULL OR superseded_by <> id)
);
CREATE INDEX ix_findings_search ON insights.findings USING gin (ics, search)
    WHERE state = 'published';
CREATE INDEX ix_findings_themes ON insights.findings USING gin (ics, themes)
    WHERE state = 'published';
CREATE INDEX ix_findings_published_at ON insights.findings (ics, published_at, id)
    WHERE state = 'published';
CREATE INDEX ix_findings_state ON insights.findings (ics, state, id);
CREATE TABLE insights.finding_versions (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    finding_id uuid NOT NULL,
    version integer NOT NULL,
    state text NOT NULL,
    content jsonb NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL,
    published_at timestamptz,
    PRIMARY KEY (ics, finding_id, version),
    FOREIGN KEY (ics, finding_id) REFERENCES insights.findings (ics, id)
);
-- A person looked at something that reads like personal data and said why it may stay.
CREATE TABLE insights.clearances (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    finding_id uuid NOT NULL,
    version integer NOT NULL,
    field text NOT NULL,
    start integer NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    cleared_at timestamptz NOT NULL,
    cleared_by text NOT NULL,
    PRIMARY KEY (ics, finding_id, version, field, start, kind),
    FOREIGN KEY (ics, finding_id, version)
        REFERENCES insights.finding_versions (ics, finding_id, version)
);
