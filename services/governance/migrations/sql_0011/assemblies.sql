CREATE TABLE governance.assemblies (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    body_id uuid NOT NULL,
    receiving_body_id uuid NOT NULL,
    decision_id uuid,
    kind text NOT NULL,
    title text NOT NULL,
    question text NOT NULL,
    seats integer NOT NULL CHECK (seats BETWEEN 1 AND 1000),
    categories text[] NOT NULL,
    spectrum_level text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    answer_due_on date NOT NULL,
    state text NOT NULL CHECK (state IN ('commissioned', 'reported', 'cancelled')),
    cancelled_reason text,
    commissioned_at timestamptz NOT NULL,
    commissioned_by text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_assemblies PRIMARY KEY (ics, id),
    CONSTRAINT ck_assemblies_days CHECK (starts_on <= ends_on AND ends_on <= answer_due_on),
    CONSTRAINT ck_assemblies_cancelled CHECK (
        (state = 'cancelled') = (cancelled_reason IS NOT NULL)
    ),
    CONSTRAINT fk_assemblies_body FOREIGN KEY (ics, body_id)
        REFERENCES governance.bodies (ics, id),
    CONSTRAINT fk_assemblies_receiving_body FOREIGN KEY (ics, receiving_body_id)
        REFERENCES governance.bodies (ics, id),
    CONSTRAINT fk_assemblies_decision FOREIGN KEY (ics, decision_id)
        REFERENCES governance.decisions (ics, id)
);
CREATE INDEX ix_assemblies_receiving_body ON governance.assemblies (ics, receiving_body_id);
CREATE TABLE governance.assembly_lotteries (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    assembly_id uuid NOT NULL,
    selection_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('committed', 'drawn', 'completed')),
    seats integer NOT NULL,
    root text NOT NULL,
    source text,
    draw_on date,
    committed_at timestamptz,
    digits text,
    evidence text,
    drawn_at timestamptz,
    filled integer,
    replaced integer NOT NULL DEFAULT 0,
    told_version integer NOT NULL DEFAULT 0,
    completed_on date,
    CONSTRAINT pk_assembly_lotteries PRIMARY KEY (ics, assembly_id)
);
CREATE TABLE governance.recommendations (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    assembly_id uuid NOT NULL,
    number integer NOT NULL,
    text text NOT NULL,
    finding_id uuid,
    finding_version integer,
    reported_at timestamptz NOT NULL,
    reported_by text NOT NULL,
    CONSTRAINT pk_recommendations PRIMARY KEY (ics, id),
    CONSTRAINT uq_recommendations_number UNIQUE (ics, assembly_id, number),
    CONSTRAINT ck_recommendations_finding CHECK (
        (finding_id IS NULL) = (finding_version IS NULL)
    ),
    CONSTRAINT fk_recommendations_assembly FOREIGN KEY (ics, assembly_id)
        REFERENCES governance.assemblies (ics, id)
);
CREATE TABLE governance.recommendation_answers (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    recommendation_id uuid NOT NULL,
    publication_id uuid NOT NULL,
    answer text NOT NULL,
    reason text NOT NULL,
    decision_id uuid NOT NULL,
    answered_at timestamptz NOT NULL,
    answered_by text NOT NULL,
    CONSTRAINT pk_recommendation_answers PRIMARY KEY (ics, id),
    CONSTRAINT uq_recommendation_answers_publication
        UNIQUE (ics, publication_id, recommendation_id),
    CONSTRAINT fk_recommendation_answers_recommendation FOREIGN KEY (ics, recommendation_id)
        REFERENCES governance.recommendations (ics, id),
    CONSTRAINT fk_recommendation_answers_decision FOREIGN KEY (ics, decision_id)
        REFERENCES governance.decisions (ics, id)
);
CREATE INDEX ix_recommendation_answers_recommendation
    ON governance.recommendation_answers (ics, recommendation_id, answered_at)
