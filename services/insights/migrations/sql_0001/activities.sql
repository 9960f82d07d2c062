CREATE TABLE insights.activities (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    title text NOT NULL,
    topic text,
    themes text[] NOT NULL,
    communities text[] NOT NULL,
    places text[] NOT NULL,
    methods text[] NOT NULL CHECK (cardinality(methods) > 0),
    spectrum_level text,
    starts_on date,
    ends_on date,
    organisation_id uuid,
    survey_id uuid,
    visibility text NOT NULL,
    status text NOT NULL,
    going_ahead_reason text,
    called_off_reason text,
    reused_finding_ids uuid[] NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (ics, id),
    FOREIGN KEY (ics, organisation_id) REFERENCES insights.organisations (ics, id),
    UNIQUE (ics, survey_id),
    CHECK (ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on)
);
CREATE INDEX ix_activities_starts_on ON insights.activities (ics, starts_on, id);
CREATE INDEX ix_activities_themes ON insights.activities USING gin (ics, themes);
-- What was known when an activity was registered, and why it counts as near: kept as it was shown.
CREATE TABLE insights.activity_matches (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    activity_id uuid NOT NULL,
    kind text NOT NULL,
    matched_id uuid NOT NULL,
    title text NOT NULL,
    reference text,
    score double precision NOT NULL,
    reasons jsonb NOT NULL,
    PRIMARY KEY (ics, activity_id, kind, matched_id),
    FOREIGN KEY (ics, activity_id) REFERENCES insights.activities (ics, id) ON DELETE CASCADE
);
