CREATE TABLE governance.feedback_threads (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    body_id uuid NOT NULL,
    decision_id uuid,
    finding_id uuid,
    opened_on date NOT NULL,
    due_on date NOT NULL,
    due_reason text,
    owner_post_id uuid,
    standard jsonb NOT NULL,
    opened_at timestamptz NOT NULL,
    opened_by text,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_feedback_threads PRIMARY KEY (ics, id),
    CONSTRAINT ck_feedback_threads_of_one CHECK ((decision_id IS NULL) <> (finding_id IS NULL)),
    CONSTRAINT fk_feedback_threads_body FOREIGN KEY (ics, body_id)
        REFERENCES governance.bodies (ics, id),
    CONSTRAINT fk_feedback_threads_decision FOREIGN KEY (ics, decision_id)
        REFERENCES governance.decisions (ics, id),
    CONSTRAINT fk_feedback_threads_owner FOREIGN KEY (ics, owner_post_id)
        REFERENCES governance.posts (ics, id),
    CONSTRAINT uq_feedback_threads_decision UNIQUE (ics, decision_id),
    CONSTRAINT uq_feedback_threads_finding UNIQUE (ics, body_id, finding_id)
);
CREATE INDEX ix_feedback_threads_body ON governance.feedback_threads (ics, body_id, due_on);
CREATE TABLE governance.feedback_escalations (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    thread_id uuid NOT NULL,
    step integer NOT NULL CHECK (step >= 1),
    body_id uuid NOT NULL,
    plan_item_id uuid NOT NULL,
    on_day date NOT NULL,
    CONSTRAINT pk_feedback_escalations PRIMARY KEY (ics, thread_id, step),
    CONSTRAINT fk_feedback_escalations_thread FOREIGN KEY (ics, thread_id)
        REFERENCES governance.feedback_threads (ics, id),
    CONSTRAINT fk_feedback_escalations_body FOREIGN KEY (ics, body_id)
        REFERENCES governance.bodies (ics, id),
    CONSTRAINT fk_feedback_escalations_item FOREIGN KEY (ics, plan_item_id)
        REFERENCES governance.plan_items (ics, id)
);
CREATE INDEX ix_feedback_escalations_item ON governance.feedback_escalations (ics, plan_item_id);
