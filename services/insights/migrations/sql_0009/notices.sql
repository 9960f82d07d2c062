-- What came before readers and waits until it is found out whom it concerns. A row is written in
-- the transaction that publishes, and taken away in the one that tells: nothing is skipped.
CREATE TABLE insights.arrivals (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('finding', 'activity')),
    subject_id uuid NOT NULL,
    seen_from timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'failed')),
    attempts integer NOT NULL,
    due_at timestamptz NOT NULL,
    failure text,
    PRIMARY KEY (ics, id)
);
CREATE INDEX ix_arrivals_due ON insights.arrivals (ics, due_at) WHERE state = 'waiting';
CREATE POLICY waiting_arrivals ON insights.arrivals FOR SELECT TO insights_owner USING (true);
CREATE FUNCTION insights.systems_with_arrivals() RETURNS SETOF varchar
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = insights
    AS 'SELECT DISTINCT ics FROM arrivals WHERE state = ''waiting''';
REVOKE EXECUTE ON FUNCTION insights.systems_with_arrivals() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION insights.systems_with_arrivals() TO insights_app;
-- Whose organisation is null is the system's own editors'.
CREATE TABLE insights.saved_searches (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    organisation_id uuid,
    name text NOT NULL,
    query jsonb NOT NULL,
    told_by text NOT NULL CHECK (told_by IN ('list', 'box', 'mail')),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (ics, id),
    UNIQUE NULLS NOT DISTINCT (ics, organisation_id, name),
    FOREIGN KEY (ics, organisation_id) REFERENCES insights.organisations (ics, id)
);
CREATE TABLE insights.saved_search_matches (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    saved_search_id uuid NOT NULL,
    finding_id uuid NOT NULL,
    version integer NOT NULL,
    matched_at timestamptz NOT NULL,
    PRIMARY KEY (ics, saved_search_id, finding_id),
    FOREIGN KEY (ics, saved_search_id) REFERENCES insights.saved_searches (ics, id)
        ON DELETE CASCADE,
    FOREIGN KEY (ics, finding_id) REFERENCES insights.findings (ics, id)
);
CREATE INDEX ix_saved_search_matches_matched_at
    ON insights.saved_search_matches (ics, saved_search_id, matched_at, finding_id);
-- Notices hold ids; what they say is read from what the ids name, as it may be seen today.
CREATE TABLE insights.notices (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    organisation_id uuid,
    kind text NOT NULL,
    key text NOT NULL,
    finding_id uuid,
    decision_id uuid,
    feedback_id uuid,
    activity_id uuid,
    own_activity_id uuid,
    saved_search_id uuid,
    reply_id uuid,
    reasons jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    read_at timestamptz,
    read_by text,
    by_mail boolean NOT NULL,
    mailed_at timestamptz,
    PRIMARY KEY (ics, id),
    UNIQUE NULLS NOT DISTINCT (ics, organisation_id, key),
    FOREIGN KEY (ics, organisation_id) REFERENCES insights.organisations (ics, id),
    FOREIGN KEY (ics, saved_search_id) REFERENCES insights.saved_searches (ics, id)
        ON DELETE CASCADE
);
CREATE INDEX ix_notices_saved_search ON insights.notices (ics, saved_search_id)
    WHERE saved_search_id IS NOT NULL;
CREATE INDEX ix_notices_organisation ON insights.notices (ics, organisation_id, id);
CREATE INDEX ix_notices_unmailed ON insights.notices (ics, organisation_id, id)
    WHERE by_mail AND mailed_at IS NULL;
