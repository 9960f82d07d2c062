CREATE TABLE governance.annual_reports (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    body_id uuid,
    since date NOT NULL,
    until date NOT NULL,
    feedback_days integer NOT NULL CHECK (feedback_days BETWEEN 1 AND 1000),
    state text NOT NULL CHECK (state IN ('draft', 'approved', 'published')),
    notes jsonb NOT NULL DEFAULT '{}',
    corrects_id uuid,
    correction_reason text,
    content jsonb,
    digest text,
    approved_at timestamptz,
    approved_by text,
    approved_as text,
    published_at timestamptz,
    published_by text,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_annual_reports PRIMARY KEY (ics, id),
    CONSTRAINT fk_annual_reports_body FOREIGN KEY (ics, body_id)
        REFERENCES governance.bodies (ics, id),
    CONSTRAINT fk_annual_reports_corrects FOREIGN KEY (ics, corrects_id)
        REFERENCES governance.annual_reports (ics, id),
    CONSTRAINT ck_annual_reports_period CHECK (since <= until),
    CONSTRAINT ck_annual_reports_correction CHECK (
        (corrects_id IS NULL) = (correction_reason IS NULL)
    ),
    CONSTRAINT ck_annual_reports_frozen CHECK (
        (state = 'draft') = (content IS NULL) AND (content IS NULL) = (digest IS NULL)
        AND (content IS NULL) = (approved_at IS NULL)
        AND (approved_at IS NULL) = (approved_by IS NULL)
        AND (approved_at IS NULL) = (approved_as IS NULL)
    ),
    CONSTRAINT ck_annual_reports_published CHECK (
        (state = 'published') = (published_at IS NOT NULL)
        AND (published_at IS NULL) = (published_by IS NULL)
    )
);
CREATE UNIQUE INDEX uq_annual_reports_period ON governance.annual_reports
    (ics, coalesce(body_id, '00000000-0000-0000-0000-000000000000'::uuid), since, until)
    WHERE state = 'published' AND corrects_id IS NULL;
CREATE UNIQUE INDEX uq_annual_reports_corrects ON governance.annual_reports (ics, corrects_id)
    WHERE state = 'published' AND corrects_id IS NOT NULL;
CREATE TRIGGER published_stays BEFORE UPDATE OR DELETE ON governance.annual_reports
    FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION governance.refuse_change();
CREATE TABLE governance.principle_evidence (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    kind text NOT NULL CHECK (kind IN ('activity', 'finding', 'assembly', 'feedback')),
    subject_id uuid NOT NULL,
    principle text NOT NULL,
    reason text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_principle_evidence PRIMARY KEY (ics, kind, subject_id, principle)
);
CREATE INDEX ix_feedback_published ON governance.feedback (ics, published_at)
    WHERE status = 'published';
CREATE INDEX ix_public_questions_asked ON governance.public_questions (ics, asked_on);
CREATE INDEX ix_petitions_opened ON governance.petitions (ics, opened_on);
ALTER TABLE governance.findings ADD COLUMN report_id uuid
