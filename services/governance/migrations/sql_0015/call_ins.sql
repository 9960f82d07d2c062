CREATE TABLE governance.call_ins (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    decision_id uuid NOT NULL,
    by_post_ids uuid[] NOT NULL,
    by_body_id uuid,
    reason text NOT NULL CHECK (reason <> ''),
    called_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_call_ins PRIMARY KEY (ics, decision_id),
    CONSTRAINT ck_call_ins_by CHECK (cardinality(by_post_ids) > 0 OR by_body_id IS NOT NULL),
    CONSTRAINT fk_call_ins_decision FOREIGN KEY (ics, decision_id) REFERENCES governance.decisions (ics, id),
    CONSTRAINT fk_call_ins_body FOREIGN KEY (ics, by_body_id) REFERENCES governance.bodies (ics, id)
);
CREATE TABLE governance.call_in_outcomes (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    decision_id uuid NOT NULL,
    step integer NOT NULL CHECK (step BETWEEN 1 AND 2),
    before integer GENERATED ALWAYS AS (NULLIF(step - 1, 0)) STORED,
    outcome text NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    replaced_by uuid,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_call_in_outcomes PRIMARY KEY (ics, decision_id, step),
    CONSTRAINT ck_call_in_outcomes_outcome CHECK ((step, outcome)
        IN ((1, 'upheld'), (1, 'referred_back'), (2, 'kept'), (2, 'replaced'))),
    CONSTRAINT ck_call_in_outcomes_replaced CHECK ((outcome = 'replaced') = (replaced_by IS NOT NULL)),
    CONSTRAINT fk_call_in_outcomes_call_in FOREIGN KEY (ics, decision_id) REFERENCES governance.call_ins (ics, decision_id),
    CONSTRAINT fk_call_in_outcomes_before FOREIGN KEY (ics, decision_id, before) REFERENCES governance.call_in_outcomes (ics, decision_id, step),
    CONSTRAINT fk_call_in_outcomes_replaced FOREIGN KEY (ics, replaced_by) REFERENCES governance.decisions (ics, id)
)
