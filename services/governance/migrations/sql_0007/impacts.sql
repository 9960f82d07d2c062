CREATE TABLE governance.impact_assessments (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    decision_id uuid NOT NULL,
    kind text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    definition jsonb NOT NULL,
    answers jsonb NOT NULL,
    reason text,
    post_id uuid,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_impact_assessments PRIMARY KEY (ics, decision_id, kind, version),
    CONSTRAINT ck_impact_assessments_reason CHECK ((version = 1) = (reason IS NULL)),
    CONSTRAINT fk_impact_assessments_decision FOREIGN KEY (ics, decision_id)
        REFERENCES governance.decisions (ics, id),
    CONSTRAINT fk_impact_assessments_post FOREIGN KEY (ics, post_id)
        REFERENCES governance.posts (ics, id)
)
