CREATE TABLE insights.insight_reports (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    organisation_id uuid,
    visibility text NOT NULL CHECK (visibility IN ('public', 'partners')),
    place text,
    since date NOT NULL,
    until date NOT NULL,
    step text NOT NULL CHECK (step IN ('month', 'quarter')),
    as_of date NOT NULL,
    content jsonb NOT NULL,
    digest text NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    finding_id uuid,
    published_at timestamptz,
    CONSTRAINT pk_insight_reports PRIMARY KEY (ics, id),
    CONSTRAINT uq_insight_reports_finding UNIQUE (ics, finding_id),
    CONSTRAINT ck_insight_reports_days CHECK (since <= until AND until <= as_of),
    CONSTRAINT ck_insight_reports_published CHECK (
        (finding_id IS NULL) = (published_at IS NULL)
    )
);
CREATE INDEX ix_insight_reports_made ON insights.insight_reports (ics, made_at, id);
ALTER TABLE insights.findings ADD COLUMN report_id uuid;
CREATE INDEX ix_feedback_items_said ON insights.feedback_items (ics, said_on)
