CREATE TABLE governance.findings (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    finding_id uuid NOT NULL,
    version integer NOT NULL,
    state text NOT NULL CHECK (state IN ('published', 'superseded', 'withdrawn')),
    reference text,
    title text,
    activity_ids uuid[] NOT NULL DEFAULT '{}',
    visibility text NOT NULL DEFAULT 'organisation',
    published_at timestamptz,
    CONSTRAINT pk_findings PRIMARY KEY (ics, finding_id, version)
);
CREATE TABLE governance.activities (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    activity_id uuid NOT NULL,
    title text NOT NULL,
    method text NOT NULL,
    spectrum_level text,
    survey_id uuid,
    status text NOT NULL,
    visibility text NOT NULL,
    CONSTRAINT pk_activities PRIMARY KEY (ics, activity_id)
);
