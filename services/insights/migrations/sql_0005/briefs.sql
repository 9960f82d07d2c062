CREATE TABLE insights.briefs (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    organisation_id uuid,
    visibility text NOT NULL CHECK (visibility IN ('public', 'partners', 'organisation')),
    question text NOT NULL,
    asked jsonb NOT NULL,
    as_of date NOT NULL,
    frame jsonb NOT NULL,
    digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (ics, id),
    FOREIGN KEY (ics, organisation_id) REFERENCES insights.organisations (ics, id)
);
CREATE INDEX ix_briefs_made_at ON insights.briefs (ics, made_at, id);
CREATE TABLE insights.brief_findings (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    brief_id uuid NOT NULL,
    position integer NOT NULL CHECK (position >= 0),
    finding_id uuid NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (ics, brief_id, position),
    UNIQUE (ics, brief_id, finding_id),
    FOREIGN KEY (ics, brief_id) REFERENCES insights.briefs (ics, id),
    FOREIGN KEY (ics, finding_id, version)
        REFERENCES insights.finding_versions (ics, finding_id, version)
);
