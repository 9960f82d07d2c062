CREATE TABLE governance.feedback (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    decision_id uuid NOT NULL,
    you_said text NOT NULL,
    we_did text NOT NULL,
    did_not text,
    corrects_id uuid,
    status text NOT NULL CHECK (status IN ('draft', 'published')),
    finding_ids uuid[] NOT NULL DEFAULT '{}',
    activity_ids uuid[] NOT NULL DEFAULT '{}',
    published_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_feedback PRIMARY KEY (ics, id),
    CONSTRAINT fk_feedback_decision FOREIGN KEY (ics, decision_id)
        REFERENCES governance.decisions (ics, id),
    CONSTRAINT fk_feedback_corrects FOREIGN KEY (ics, corrects_id)
        REFERENCES governance.feedback (ics, id),
    CONSTRAINT ck_feedback_published CHECK ((status = 'published') = (published_at IS NOT NULL))
);
CREATE INDEX ix_feedback_ics_decision_id ON governance.feedback (ics, decision_id);
CREATE FUNCTION governance.refuse_unpublishing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'published' THEN
        RAISE EXCEPTION 'published feedback is not changed' USING ERRCODE = '55000'; END IF; RETURN NEW; END $$;
CREATE TRIGGER published_stays BEFORE UPDATE ON governance.feedback
    FOR EACH ROW EXECUTE FUNCTION governance.refuse_unpublishing();
