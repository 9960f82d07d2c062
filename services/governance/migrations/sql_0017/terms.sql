ALTER TABLE governance.posts
    ADD COLUMN standing text NOT NULL DEFAULT 'full'
        CHECK (standing IN ('full', 'co_opted', 'in_attendance')),
    ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE governance.meetings
    ADD COLUMN format text CHECK (format <> ''),
    ADD COLUMN short_notice_reason text CHECK (short_notice_reason <> '');
ALTER TABLE governance.paper_versions
    ADD COLUMN withheld_ground text CHECK (withheld_ground <> '');
ALTER TABLE governance.findings
    ADD COLUMN superseded_at timestamptz,
    ADD COLUMN superseded_by uuid;
ALTER TABLE governance.findings NO FORCE ROW LEVEL SECURITY;
UPDATE governance.findings f SET superseded_by = f.finding_id, superseded_at = n.published_at
    FROM governance.findings n
    WHERE f.state = 'superseded' AND n.ics = f.ics AND n.finding_id = f.finding_id
        AND n.version = f.version + 1;
ALTER TABLE governance.findings FORCE ROW LEVEL SECURITY;
CREATE TABLE governance.holder_approvals (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    holder_id uuid NOT NULL,
    approved_by text NOT NULL,
    approved_on date NOT NULL,
    CONSTRAINT pk_holder_approvals PRIMARY KEY (ics, holder_id, approved_by),
    CONSTRAINT fk_holder_approvals_holder FOREIGN KEY (ics, holder_id)
        REFERENCES governance.holders (ics, id)
);
CREATE TABLE governance.co_options (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    post_id uuid NOT NULL,
    ground text NOT NULL,
    chosen_by text NOT NULL CHECK (chosen_by IN ('body', 'chair')),
    decision_id uuid,
    meeting_id uuid,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_co_options PRIMARY KEY (ics, post_id),
    CONSTRAINT ck_co_options_chosen CHECK (
        (chosen_by = 'body') = (decision_id IS NOT NULL)
        AND (chosen_by = 'chair') = (meeting_id IS NOT NULL)
    ),
    CONSTRAINT fk_co_options_post FOREIGN KEY (ics, post_id)
        REFERENCES governance.posts (ics, id),
    CONSTRAINT fk_co_options_decision FOREIGN KEY (ics, decision_id)
        REFERENCES governance.decisions (ics, id),
    CONSTRAINT fk_co_options_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id)
);
CREATE TABLE governance.office_terms (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    body_id uuid NOT NULL,
    office text NOT NULL,
    post_id uuid NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_office_terms PRIMARY KEY (ics, id),
    CONSTRAINT ck_office_terms_dates CHECK (valid_to > valid_from),
    CONSTRAINT fk_office_terms_body FOREIGN KEY (ics, body_id)
        REFERENCES governance.bodies (ics, id),
    CONSTRAINT fk_office_terms_post FOREIGN KEY (ics, post_id)
        REFERENCES governance.posts (ics, id)
);
CREATE INDEX ix_office_terms_body ON governance.office_terms (ics, body_id, office, valid_from);
CREATE TABLE governance.deputy_nominations (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    post_id uuid NOT NULL,
    name text NOT NULL,
    briefed boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_deputy_nominations PRIMARY KEY (ics, id),
    CONSTRAINT fk_deputy_nominations_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id),
    CONSTRAINT fk_deputy_nominations_post FOREIGN KEY (ics, post_id)
        REFERENCES governance.posts (ics, id)
);
CREATE INDEX ix_deputy_nominations_meeting ON governance.deputy_nominations (ics, meeting_id, id);
CREATE TABLE governance.deputy_rulings (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    nomination_id uuid NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('approved', 'refused', 'withdrawn')),
    reason text,
    at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_deputy_rulings PRIMARY KEY (ics, id),
    CONSTRAINT ck_deputy_rulings_reason CHECK ((outcome = 'refused') <= (reason IS NOT NULL)),
    CONSTRAINT fk_deputy_rulings_nomination FOREIGN KEY (ics, nomination_id)
        REFERENCES governance.deputy_nominations (ics, id)
);
CREATE INDEX ix_deputy_rulings_nomination ON governance.deputy_rulings (ics, nomination_id, at, id);
CREATE TABLE governance.adjournments (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('adjourned', 'resumed')),
    why text CHECK (why IN ('not_quorate', 'other')),
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_adjournments PRIMARY KEY (ics, id),
    CONSTRAINT ck_adjournments_why CHECK ((kind = 'adjourned') = (why IS NOT NULL)),
    CONSTRAINT fk_adjournments_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id)
);
CREATE INDEX ix_adjournments_meeting ON governance.adjournments (ics, meeting_id, at, id);
CREATE TABLE governance.quorum_confirmations (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    presiding_post_id uuid NOT NULL,
    counted integer NOT NULL,
    members integer NOT NULL,
    not_quorate_for uuid[] NOT NULL,
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_quorum_confirmations PRIMARY KEY (ics, id),
    CONSTRAINT fk_quorum_confirmations_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id)
);
CREATE INDEX ix_quorum_confirmations_meeting
    ON governance.quorum_confirmations (ics, meeting_id, at, id);
CREATE TABLE governance.meeting_defects (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('vacancy', 'calling', 'appointment')),
    post_id uuid,
    description text NOT NULL,
    found_on date NOT NULL,
    in_good_faith boolean NOT NULL,
    decisions_stand boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_meeting_defects PRIMARY KEY (ics, id),
    CONSTRAINT fk_meeting_defects_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id),
    CONSTRAINT fk_meeting_defects_post FOREIGN KEY (ics, post_id)
        REFERENCES governance.posts (ics, id)
);
CREATE INDEX ix_meeting_defects_meeting ON governance.meeting_defects (ics, meeting_id, id);
CREATE TABLE governance.agenda_issues (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    issued_on date NOT NULL,
    due_on date NOT NULL,
    post_ids uuid[] NOT NULL,
    not_sent uuid[] NOT NULL,
    late_reason text,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_agenda_issues PRIMARY KEY (ics, id),
    CONSTRAINT ck_agenda_issues_late CHECK ((issued_on > due_on) = (late_reason IS NOT NULL)),
    CONSTRAINT fk_agenda_issues_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id)
);
CREATE INDEX ix_agenda_issues_meeting ON governance.agenda_issues (ics, meeting_id, issued_on, id);
CREATE TABLE governance.presentations (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    meeting_id uuid NOT NULL,
    board text NOT NULL,
    what text NOT NULL CHECK (what IN ('record', 'votes')),
    presented_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_presentations PRIMARY KEY (ics, meeting_id, board, what),
    CONSTRAINT fk_presentations_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id)
);
CREATE TABLE governance.attendance_reviews (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    body_id uuid NOT NULL,
    post_id uuid NOT NULL,
    until date NOT NULL,
    meetings integer NOT NULL,
    attended integer NOT NULL,
    outcome text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_attendance_reviews PRIMARY KEY (ics, id),
    CONSTRAINT fk_attendance_reviews_body FOREIGN KEY (ics, body_id)
        REFERENCES governance.bodies (ics, id),
    CONSTRAINT fk_attendance_reviews_post FOREIGN KEY (ics, post_id)
        REFERENCES governance.posts (ics, id)
);
CREATE INDEX ix_attendance_reviews_body ON governance.attendance_reviews (ics, body_id, id)
