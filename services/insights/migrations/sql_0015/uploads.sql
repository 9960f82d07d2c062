-- Files of feedback that come bit by bit, and are then imported by the worker. The bytes are in the
-- file store, sealed, a part under <ics>/<file_id>; they are destroyed once the import has ended.
CREATE TABLE insights.feedback_uploads (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    source_id uuid NOT NULL,
    dry_run boolean NOT NULL,
    form text,
    encoding text,
    size bigint NOT NULL CHECK (size > 0),
    sha256 bytea CHECK (length(sha256) = 32),
    received bigint NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND size),
    mapping jsonb,
    -- How far the import is: a batch of rows is staged in the transaction that counts it here.
    batches integer NOT NULL DEFAULT 0,
    rows integer NOT NULL DEFAULT 0,
    staged integer NOT NULL DEFAULT 0,
    blank integer NOT NULL DEFAULT 0,
    rejected integer NOT NULL DEFAULT 0,
    state text NOT NULL CHECK (state IN ('receiving', 'waiting', 'done', 'refused')),
    problem jsonb,
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    failure text,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    completed_at timestamptz,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (ics, id),
    FOREIGN KEY (ics, source_id) REFERENCES insights.feedback_sources (ics, id),
    CHECK ((state = 'receiving') = (completed_at IS NULL)),
    CHECK ((state = 'refused') = (problem IS NOT NULL))
);
CREATE INDEX ix_feedback_uploads_due ON insights.feedback_uploads (ics, due_at)
    WHERE state = 'waiting';
CREATE INDEX ix_feedback_uploads_source ON insights.feedback_uploads (ics, source_id);
CREATE TABLE insights.feedback_upload_parts (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    upload_id uuid NOT NULL,
    start bigint NOT NULL CHECK (start >= 0),
    size integer NOT NULL CHECK (size > 0),
    file_id uuid NOT NULL,
    PRIMARY KEY (ics, upload_id, start),
    UNIQUE (ics, file_id),
    FOREIGN KEY (ics, upload_id) REFERENCES insights.feedback_uploads (ics, id) ON DELETE CASCADE
);
-- Rows of an import that is under way, a sealed batch a row; they become items all together, and go.
CREATE TABLE insights.feedback_staged_batches (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    upload_id uuid NOT NULL,
    number integer NOT NULL CHECK (number >= 0),
    id uuid NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (ics, upload_id, number),
    FOREIGN KEY (ics, upload_id) REFERENCES insights.feedback_uploads (ics, id) ON DELETE CASCADE
);
ALTER TABLE insights.feedback_staged_batches ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE POLICY waiting_uploads ON insights.feedback_uploads FOR SELECT TO insights_owner USING (true);
CREATE FUNCTION insights.systems_with_uploads() RETURNS SETOF varchar
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = insights
    AS 'SELECT DISTINCT ics FROM feedback_uploads WHERE state = ''waiting''';
REVOKE EXECUTE ON FUNCTION insights.systems_with_uploads() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION insights.systems_with_uploads() TO insights_app;
-- What the file itself says of how a comment feels; `sentiment` is what a person accepted of a model.
ALTER TABLE insights.feedback_items
    ADD COLUMN file_sentiment smallint CHECK (file_sentiment BETWEEN 1 AND 5);
ALTER TABLE insights.file_rules
    ADD COLUMN upload_hours integer NOT NULL DEFAULT 48 CHECK (upload_hours > 0),
    ADD COLUMN open_uploads integer NOT NULL DEFAULT 5 CHECK (open_uploads > 0)
