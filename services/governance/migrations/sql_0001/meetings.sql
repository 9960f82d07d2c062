CREATE TABLE governance.meetings (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    body_id uuid NOT NULL,
    held_on date NOT NULL,
    starts_at time,
    ends_at time,
    place text,
    status text NOT NULL CHECK (status IN ('scheduled', 'held', 'minutes_approved', 'cancelled')),
    notice_given_on date,
    minutes_import_id uuid,
    published_version integer,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_meetings PRIMARY KEY (ics, id),
    CONSTRAINT fk_meetings_body FOREIGN KEY (ics, body_id) REFERENCES governance.bodies (ics, id),
    CONSTRAINT uq_meetings_minutes_import UNIQUE (ics, minutes_import_id)
);
CREATE UNIQUE INDEX uq_meetings_body_held_on_starts_at ON governance.meetings
    (ics, body_id, held_on, starts_at) NULLS NOT DISTINCT WHERE status <> 'cancelled';
CREATE INDEX ix_meetings_ics_held_on_id ON governance.meetings (ics, held_on, id);
CREATE TABLE governance.agenda_items (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    position integer NOT NULL,
    number text NOT NULL,
    title text NOT NULL,
    first_line integer,
    last_line integer,
    CONSTRAINT pk_agenda_items PRIMARY KEY (ics, id),
    CONSTRAINT fk_agenda_items_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id),
    CONSTRAINT uq_agenda_items_position UNIQUE (ics, meeting_id, position)
);
CREATE TABLE governance.attendances (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    position integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('present', 'in_attendance', 'apologies')),
    name text NOT NULL,
    role text,
    organisation text,
    in_place_of text,
    replaced_by text,
    note text,
    post_id uuid,
    CONSTRAINT pk_attendances PRIMARY KEY (ics, id),
    CONSTRAINT fk_attendances_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id),
    CONSTRAINT fk_attendances_post FOREIGN KEY (ics, post_id)
        REFERENCES governance.posts (ics, id),
    CONSTRAINT uq_attendances_position UNIQUE (ics, meeting_id, position)
);
