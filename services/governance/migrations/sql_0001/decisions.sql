CREATE FUNCTION governance.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is append-only: %', TG_TABLE_NAME USING ERRCODE = '55000'; END $$;
CREATE TABLE governance.decision_counters (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    body_id uuid NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL,
    CONSTRAINT pk_decision_counters PRIMARY KEY (ics, body_id, year),
    CONSTRAINT fk_decision_counters_body FOREIGN KEY (ics, body_id)
        REFERENCES governance.bodies (ics, id)
);
CREATE TABLE governance.decisions (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    body_id uuid NOT NULL,
    meeting_id uuid,
    item_id uuid,
    reference text NOT NULL,
    decided_on date NOT NULL,
    source jsonb,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_decisions PRIMARY KEY (ics, id),
    CONSTRAINT uq_decisions_ics_reference UNIQUE (ics, reference),
    CONSTRAINT fk_decisions_body FOREIGN KEY (ics, body_id) REFERENCES governance.bodies (ics, id),
    CONSTRAINT fk_decisions_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id),
    CONSTRAINT fk_decisions_item FOREIGN KEY (ics, item_id)
        REFERENCES governance.agenda_items (ics, id)
);
CREATE INDEX ix_decisions_ics_decided_on_id ON governance.decisions (ics, decided_on, id);
CREATE INDEX ix_decisions_ics_meeting_id ON governance.decisions (ics, meeting_id);
CREATE FUNCTION governance.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.ics, NEW.id, NEW.body_id, NEW.reference, NEW.decided_on)
            IS DISTINCT FROM (OLD.ics, OLD.id, OLD.body_id, OLD.reference, OLD.decided_on)
        OR NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'a decision only moves to its next version' USING ERRCODE = '55000'; END IF; RETURN NEW; END $$;
CREATE TRIGGER next_version BEFORE UPDATE ON governance.decisions
    FOR EACH ROW EXECUTE FUNCTION governance.refuse_rewriting();
CREATE TABLE governance.decision_versions (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    decision_id uuid NOT NULL,
    version integer NOT NULL,
    title text NOT NULL,
    outcome text NOT NULL,
    kind_of_activity text,
    parts jsonb NOT NULL DEFAULT '[]',
    involvement_statement text,
    activity_ids uuid[] NOT NULL DEFAULT '{}',
    not_done text,
    mover text,
    seconder text,
    effective_on date,
    review_on date,
    confidential boolean NOT NULL DEFAULT false,
    withheld_reason text,
    reason text,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_decision_versions PRIMARY KEY (ics, decision_id, version),
    CONSTRAINT fk_decision_versions_decision FOREIGN KEY (ics, decision_id)
        REFERENCES governance.decisions (ics, id),
    CONSTRAINT ck_decision_versions_withheld
        CHECK (NOT confidential OR withheld_reason IS NOT NULL),
    CONSTRAINT ck_decision_versions_reason CHECK (version = 1 OR reason IS NOT NULL)
);
CREATE TABLE governance.decision_evidence (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    decision_id uuid NOT NULL,
    version integer NOT NULL,
    finding_id uuid NOT NULL,
    finding_version integer NOT NULL,
    CONSTRAINT pk_decision_evidence PRIMARY KEY (ics, decision_id, version, finding_id),
    CONSTRAINT fk_decision_evidence_version FOREIGN KEY (ics, decision_id, version)
        REFERENCES governance.decision_versions (ics, decision_id, version),
    CONSTRAINT fk_decision_evidence_finding FOREIGN KEY (ics, finding_id, finding_version)
        REFERENCES governance.findings (ics, finding_id, version)
);
CREATE INDEX ix_decision_evidence_finding ON governance.decision_evidence (ics, finding_id);
