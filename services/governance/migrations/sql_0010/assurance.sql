CREATE TABLE governance.decision_principles (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    decision_id uuid NOT NULL,
    principle text NOT NULL,
    reason text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_decision_principles PRIMARY KEY (ics, decision_id, principle),
    CONSTRAINT fk_decision_principles_decision FOREIGN KEY (ics, decision_id)
        REFERENCES governance.decisions (ics, id)
);
CREATE INDEX ix_decisions_body_day ON governance.decisions (ics, body_id, decided_on)
