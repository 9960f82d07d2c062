CREATE TABLE governance.delegations (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    decision_id uuid NOT NULL,
    body_id uuid NOT NULL,
    part integer CHECK (part > 0),
    role text NOT NULL CHECK (role <> ''),
    scope text NOT NULL CHECK (scope <> ''),
    until date NOT NULL,
    conditions text[] NOT NULL DEFAULT '{}',
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_delegations PRIMARY KEY (ics, id),
    CONSTRAINT fk_delegations_decision FOREIGN KEY (ics, decision_id) REFERENCES governance.decisions (ics, id),
    CONSTRAINT fk_delegations_body FOREIGN KEY (ics, body_id) REFERENCES governance.bodies (ics, id)
);
CREATE INDEX ix_delegations_decision ON governance.delegations (ics, decision_id);
CREATE INDEX ix_delegations_body ON governance.delegations (ics, body_id, id);
CREATE TABLE governance.delegation_revocations (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    delegation_id uuid NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    revoked_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_delegation_revocations PRIMARY KEY (ics, delegation_id),
    CONSTRAINT fk_delegation_revocations_delegation FOREIGN KEY (ics, delegation_id) REFERENCES governance.delegations (ics, id)
);
CREATE TABLE governance.delegation_exercises (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    decision_id uuid NOT NULL,
    delegation_id uuid NOT NULL,
    CONSTRAINT pk_delegation_exercises PRIMARY KEY (ics, decision_id),
    CONSTRAINT fk_delegation_exercises_decision FOREIGN KEY (ics, decision_id) REFERENCES governance.decisions (ics, id),
    CONSTRAINT fk_delegation_exercises_delegation FOREIGN KEY (ics, delegation_id) REFERENCES governance.delegations (ics, id)
);
CREATE INDEX ix_delegation_exercises_delegation ON governance.delegation_exercises (ics, delegation_id);
CREATE TABLE governance.decision_reports (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    decision_id uuid NOT NULL,
    body_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('delegation', 'urgent', 'review')),
    plan_item_id uuid NOT NULL,
    on_day date NOT NULL,
    CONSTRAINT pk_decision_reports PRIMARY KEY (ics, decision_id, kind),
    CONSTRAINT fk_decision_reports_decision FOREIGN KEY (ics, decision_id) REFERENCES governance.decisions (ics, id),
    CONSTRAINT fk_decision_reports_body FOREIGN KEY (ics, body_id) REFERENCES governance.bodies (ics, id),
    CONSTRAINT fk_decision_reports_plan_item FOREIGN KEY (ics, plan_item_id) REFERENCES governance.plan_items (ics, id)
);
CREATE INDEX ix_decision_reports_body ON governance.decision_reports (ics, body_id, on_day, decision_id);
