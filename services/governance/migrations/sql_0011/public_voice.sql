ALTER TABLE governance.systems
    ADD suppression_threshold integer NOT NULL DEFAULT 7 CHECK (suppression_threshold >= 1),
    ADD rounding_base integer NOT NULL DEFAULT 5 CHECK (rounding_base >= 1);
CREATE TABLE governance.mails (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    kind text NOT NULL,
    sealed bytea,
    state text NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    finished_at timestamptz,
    failure text,
    CONSTRAINT pk_mails PRIMARY KEY (ics, id),
    CONSTRAINT ck_mails_sealed CHECK ((state = 'waiting') = (sealed IS NOT NULL)),
    CONSTRAINT ck_mails_finished CHECK ((state = 'waiting') = (finished_at IS NULL))
);
CREATE INDEX ix_mails_waiting ON governance.mails (ics, due_at) WHERE state = 'waiting';
CREATE TABLE governance.confirmations (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('question', 'petition', 'signature')),
    about_id uuid,
    email_index bytea NOT NULL,
    email_sealed bytea NOT NULL,
    token_hash bytea NOT NULL,
    asked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT pk_confirmations PRIMARY KEY (ics, id),
    CONSTRAINT uq_confirmations_token UNIQUE (ics, token_hash),
    CONSTRAINT ck_confirmations_about CHECK ((purpose = 'signature') = (about_id IS NOT NULL))
);
CREATE INDEX ix_confirmations_address ON governance.confirmations (ics, email_index, asked_at);
CREATE INDEX ix_confirmations_expires ON governance.confirmations (ics, expires_at);
CREATE TABLE governance.public_questions (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    body_id uuid NOT NULL,
    reference text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('question', 'statement')),
    state text NOT NULL CHECK (
        state IN ('received', 'accepted', 'refused', 'answered', 'published', 'withdrawn')
    ),
    meeting_id uuid,
    item_id uuid,
    officer text,
    group_id uuid NOT NULL,
    in_person boolean NOT NULL,
    show_name boolean NOT NULL,
    original_sealed bytea,
    name_sealed bytea,
    email_sealed bytea,
    email_index bytea,
    shown_name text,
    text text,
    cleared_reason text,
    ground text,
    refusal_reason text,
    answer text,
    answered_by text,
    answered_on date,
    decision_id uuid,
    asked_on date NOT NULL,
    due_on date NOT NULL,
    published_at timestamptz,
    erase_on date,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_public_questions PRIMARY KEY (ics, id),
    CONSTRAINT uq_public_questions_reference UNIQUE (ics, reference),
    CONSTRAINT ck_public_questions_text CHECK (
        (state IN ('accepted', 'answered', 'published')) <= (text IS NOT NULL)
    ),
    CONSTRAINT ck_public_questions_answer CHECK (
        (state IN ('answered', 'published')) = (answer IS NOT NULL)
    ),
    CONSTRAINT ck_public_questions_refusal CHECK ((state = 'refused') = (ground IS NOT NULL)),
    CONSTRAINT ck_public_questions_person CHECK (
        (email_sealed IS NULL) = (email_index IS NULL)
        AND (email_sealed IS NULL) = (name_sealed IS NULL)
    ),
    CONSTRAINT fk_public_questions_body FOREIGN KEY (ics, body_id)
        REFERENCES governance.bodies (ics, id),
    CONSTRAINT fk_public_questions_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id),
    CONSTRAINT fk_public_questions_item FOREIGN KEY (ics, item_id)
        REFERENCES governance.agenda_items (ics, id),
    CONSTRAINT fk_public_questions_decision FOREIGN KEY (ics, decision_id)
        REFERENCES governance.decisions (ics, id)
);
CREATE INDEX ix_public_questions_body ON governance.public_questions (ics, body_id, id);
CREATE INDEX ix_public_questions_meeting ON governance.public_questions (ics, meeting_id, id);
CREATE INDEX ix_public_questions_group ON governance.public_questions (ics, group_id);
CREATE INDEX ix_public_questions_person
    ON governance.public_questions (ics, email_index) WHERE email_index IS NOT NULL;
CREATE INDEX ix_public_questions_erase
    ON governance.public_questions (ics, erase_on) WHERE email_index IS NOT NULL;
CREATE TABLE governance.petitions (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    body_id uuid NOT NULL,
    reference text NOT NULL,
    state text NOT NULL CHECK (
        state IN ('received', 'refused', 'open', 'closed', 'answered', 'withdrawn')
    ),
    show_name boolean NOT NULL,
    original_sealed bytea,
    name_sealed bytea,
    email_sealed bytea,
    shown_name text,
    title text,
    text text,
    cleared_reason text,
    ground text,
    refusal_reason text,
    scheme jsonb NOT NULL,
    opened_on date,
    closes_on date,
    signatures integer NOT NULL DEFAULT 0 CHECK (signatures >= 0),
    reached jsonb NOT NULL DEFAULT '[]',
    basis integer NOT NULL DEFAULT 0 CHECK (basis >= 0),
    counted_at timestamptz,
    released_on date,
    answer text,
    answered_by text,
    answered_on date,
    decision_id uuid,
    asked_on date NOT NULL,
    due_on date NOT NULL,
    erase_on date,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_petitions PRIMARY KEY (ics, id),
    CONSTRAINT uq_petitions_reference UNIQUE (ics, reference),
    CONSTRAINT ck_petitions_open CHECK (
        (state IN ('open', 'closed', 'answered'))
        <= (title IS NOT NULL AND text IS NOT NULL AND closes_on IS NOT NULL)
    ),
    CONSTRAINT ck_petitions_answer CHECK ((state = 'answered') = (answer IS NOT NULL)),
    CONSTRAINT ck_petitions_refusal CHECK ((state = 'refused') = (ground IS NOT NULL)),
    CONSTRAINT ck_petitions_person CHECK ((email_sealed IS NULL) = (name_sealed IS NULL)),
    CONSTRAINT fk_petitions_body FOREIGN KEY (ics, body_id)
        REFERENCES governance.bodies (ics, id),
    CONSTRAINT fk_petitions_decision FOREIGN KEY (ics, decision_id)
        REFERENCES governance.decisions (ics, id)
);
CREATE INDEX ix_petitions_body ON governance.petitions (ics, body_id, id);
CREATE INDEX ix_petitions_closes ON governance.petitions (ics, closes_on) WHERE state = 'open';
CREATE TABLE governance.signatures (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    petition_id uuid NOT NULL,
    address bytea NOT NULL,
    name_sealed bytea,
    signed_at timestamptz NOT NULL,
    CONSTRAINT pk_signatures PRIMARY KEY (ics, id),
    CONSTRAINT uq_signatures_address UNIQUE (ics, petition_id, address),
    CONSTRAINT fk_signatures_petition FOREIGN KEY (ics, petition_id)
        REFERENCES governance.petitions (ics, id)
);
CREATE INDEX ix_signatures_shown
    ON governance.signatures (ics, petition_id, signed_at) WHERE name_sealed IS NOT NULL;
CREATE POLICY due_mail ON governance.mails FOR SELECT TO governance_owner USING (true);
CREATE FUNCTION governance.systems_with_due_mail() RETURNS SETOF varchar
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = governance
    AS 'SELECT DISTINCT ics FROM mails WHERE state = ''waiting'' AND due_at <= now()';
REVOKE EXECUTE ON FUNCTION governance.systems_with_due_mail() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION governance.systems_with_due_mail() TO governance_app
