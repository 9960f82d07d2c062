CREATE TABLE governance.holder_contacts (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    holder_id uuid NOT NULL,
    email_sealed bytea NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT pk_holder_contacts PRIMARY KEY (ics, holder_id),
    CONSTRAINT fk_holder_contacts_holder FOREIGN KEY (ics, holder_id) REFERENCES governance.holders (ics, id)
);
CREATE TABLE governance.feedback_notices (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    thread_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('answer_assigned', 'answer_due', 'answer_overdue')),
    occasion text NOT NULL CHECK (occasion <> ''),
    on_day date NOT NULL,
    CONSTRAINT pk_feedback_notices PRIMARY KEY (ics, thread_id, kind, occasion),
    CONSTRAINT fk_feedback_notices_thread FOREIGN KEY (ics, thread_id) REFERENCES governance.feedback_threads (ics, id)
)
