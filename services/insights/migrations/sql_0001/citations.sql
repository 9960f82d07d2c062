-- Copies of what governance said of decisions: the newest version of each.
CREATE TABLE insights.decisions (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    version integer NOT NULL,
    reference text NOT NULL,
    title text NOT NULL,
    outcome text NOT NULL,
    body_name text NOT NULL,
    decided_on date NOT NULL,
    confidential boolean NOT NULL,
    PRIMARY KEY (ics, id)
);
CREATE TABLE insights.decision_evidence (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    decision_id uuid NOT NULL,
    finding_id uuid NOT NULL,
    finding_version integer NOT NULL,
    PRIMARY KEY (ics, decision_id, finding_id, finding_version),
    FOREIGN KEY (ics, decision_id) REFERENCES insights.decisions (ics, id) ON DELETE CASCADE
);
CREATE INDEX ix_decision_evidence_finding ON insights.decision_evidence (ics, finding_id);
CREATE TABLE insights.decision_feedback (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    decision_id uuid NOT NULL,
    decision_reference text NOT NULL,
    decision_title text NOT NULL,
    you_said text NOT NULL,
    we_did text NOT NULL,
    did_not text,
    finding_ids uuid[] NOT NULL,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (ics, id)
);
CREATE INDEX ix_decision_feedback_findings
    ON insights.decision_feedback USING gin (ics, finding_ids);
