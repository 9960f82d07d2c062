CREATE TABLE governance.duty_assessments (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    body_id uuid NOT NULL,
    title text NOT NULL,
    acting_for text NOT NULL,
    meeting_id uuid,
    item_id uuid,
    proposal integer NOT NULL,
    round integer NOT NULL,
    round_proposal integer NOT NULL,
    engaged boolean,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_duty_assessments PRIMARY KEY (ics, id),
    CONSTRAINT ck_duty_assessments_rounds CHECK (round_proposal <= proposal),
    CONSTRAINT fk_duty_assessments_body FOREIGN KEY (ics, body_id) REFERENCES governance.bodies (ics, id),
    CONSTRAINT fk_duty_assessments_meeting FOREIGN KEY (ics, meeting_id) REFERENCES governance.meetings (ics, id),
    CONSTRAINT fk_duty_assessments_item FOREIGN KEY (ics, item_id) REFERENCES governance.agenda_items (ics, id)
);
CREATE INDEX ix_duty_assessments_body ON governance.duty_assessments (ics, body_id, id);
CREATE FUNCTION governance.duty_only_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <> OLD.version + 1 OR NEW.proposal < OLD.proposal OR NEW.round < OLD.round
        OR (NEW.round = OLD.round AND (NEW.round_proposal <> OLD.round_proposal
            OR (OLD.engaged IS NOT NULL AND NEW.engaged IS DISTINCT FROM OLD.engaged))) THEN
        RAISE EXCEPTION 'an assessment only moves on' USING ERRCODE = '55000'; END IF; RETURN NEW; END $$;
CREATE TRIGGER moves_on BEFORE UPDATE ON governance.duty_assessments
    FOR EACH ROW EXECUTE FUNCTION governance.duty_only_moves_on();
CREATE TABLE governance.duty_proposals (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    assessment_id uuid NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    text text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_duty_proposals PRIMARY KEY (ics, assessment_id, number),
    CONSTRAINT fk_duty_proposals_assessment FOREIGN KEY (ics, assessment_id)
        REFERENCES governance.duty_assessments (ics, id)
);
CREATE TABLE governance.duty_rounds (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    assessment_id uuid NOT NULL,
    round integer NOT NULL CHECK (round > 0),
    proposal integer NOT NULL,
    law jsonb NOT NULL,
    reason text,
    begun_at timestamptz NOT NULL,
    begun_by text NOT NULL,
    CONSTRAINT pk_duty_rounds PRIMARY KEY (ics, assessment_id, round),
    CONSTRAINT ck_duty_rounds_reason CHECK (round = 1 OR reason IS NOT NULL),
    CONSTRAINT fk_duty_rounds_proposal FOREIGN KEY (ics, assessment_id, proposal)
        REFERENCES governance.duty_proposals (ics, assessment_id, number)
);
CREATE TABLE governance.duty_answers (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    assessment_id uuid NOT NULL,
    round integer NOT NULL,
    step integer NOT NULL CHECK (step BETWEEN 1 AND 3),
    before integer GENERATED ALWAYS AS (NULLIF(step - 1, 0)) STORED,
    question text NOT NULL,
    answer jsonb NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    post_id uuid,
    answered_at timestamptz NOT NULL,
    answered_by text NOT NULL,
    CONSTRAINT pk_duty_answers PRIMARY KEY (ics, assessment_id, round, step),
    CONSTRAINT ck_duty_answers_question CHECK ((step, question)
        IN ((1, 'health_services'), (2, 'kinds'), (3, 'impact'))),
    CONSTRAINT fk_duty_answers_round FOREIGN KEY (ics, assessment_id, round)
        REFERENCES governance.duty_rounds (ics, assessment_id, round),
    CONSTRAINT fk_duty_answers_before FOREIGN KEY (ics, assessment_id, round, before)
        REFERENCES governance.duty_answers (ics, assessment_id, round, step),
    CONSTRAINT fk_duty_answers_post FOREIGN KEY (ics, post_id) REFERENCES governance.posts (ics, id)
);
CREATE TABLE governance.duty_limits (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    assessment_id uuid NOT NULL,
    round integer NOT NULL,
    ground text NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    review_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_duty_limits PRIMARY KEY (ics, id),
    CONSTRAINT fk_duty_limits_round FOREIGN KEY (ics, assessment_id, round)
        REFERENCES governance.duty_rounds (ics, assessment_id, round)
);
CREATE INDEX ix_duty_limits_assessment ON governance.duty_limits (ics, assessment_id);
CREATE INDEX ix_duty_limits_review ON governance.duty_limits (ics, review_on);
CREATE TABLE governance.duty_temporary_changes (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    assessment_id uuid NOT NULL,
    round integer NOT NULL,
    what text NOT NULL,
    back_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_duty_temporary_changes PRIMARY KEY (ics, id),
    CONSTRAINT fk_duty_temporary_changes_round FOREIGN KEY (ics, assessment_id, round)
        REFERENCES governance.duty_rounds (ics, assessment_id, round)
);
CREATE INDEX ix_duty_temporary_changes_assessment
    ON governance.duty_temporary_changes (ics, assessment_id);
CREATE INDEX ix_duty_temporary_changes_back ON governance.duty_temporary_changes (ics, back_on);
CREATE TABLE governance.duty_returns (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    change_id uuid NOT NULL,
    how text NOT NULL CHECK (how IN ('ended', 'extended', 'made_permanent')),
    reason text NOT NULL CHECK (reason <> ''),
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_duty_returns PRIMARY KEY (ics, change_id),
    CONSTRAINT fk_duty_returns_change FOREIGN KEY (ics, change_id)
        REFERENCES governance.duty_temporary_changes (ics, id)
);
CREATE TABLE governance.decision_duties (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    decision_id uuid NOT NULL,
    assessment_id uuid NOT NULL,
    round integer NOT NULL,
    linked_at timestamptz NOT NULL,
    linked_by text NOT NULL,
    CONSTRAINT pk_decision_duties PRIMARY KEY (ics, decision_id),
    CONSTRAINT fk_decision_duties_decision FOREIGN KEY (ics, decision_id) REFERENCES governance.decisions (ics, id),
    CONSTRAINT fk_decision_duties_round FOREIGN KEY (ics, assessment_id, round)
        REFERENCES governance.duty_rounds (ics, assessment_id, round)
);
CREATE INDEX ix_decision_duties_assessment ON governance.decision_duties (ics, assessment_id)
