-- What was done to the embargo of a version: nothing here is changed or deleted.
CREATE TABLE insights.embargo_steps (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    finding_id uuid NOT NULL,
    version integer NOT NULL,
    step text NOT NULL
        CHECK (step IN ('set', 'moved', 'lifted', 'approved', 'ended', 'withdrawn')),
    until timestamptz,
    at timestamptz NOT NULL,
    by text,
    PRIMARY KEY (ics, id),
    FOREIGN KEY (ics, finding_id, version)
        REFERENCES insights.finding_versions (ics, finding_id, version)
);
CREATE INDEX ix_embargo_steps_finding ON insights.embargo_steps (ics, finding_id, at);
-- What could not be let out, until it is: the worker tries again at due_at.
CREATE TABLE insights.embargo_failures (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    finding_id uuid NOT NULL,
    version integer NOT NULL,
    attempts integer NOT NULL CHECK (attempts > 0),
    failed_since timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    failure text NOT NULL,
    PRIMARY KEY (ics, finding_id),
    FOREIGN KEY (ics, finding_id) REFERENCES insights.findings (ics, id)
);
INSERT INTO insights.embargo_steps (ics, id, finding_id, version, step, until, at, by)
    SELECT ics, gen_random_uuid(), id, coalesce(pending_version, version), 'set', embargo_until,
        created_at, 'not known'
    FROM insights.findings WHERE embargo_until IS NOT NULL;
