CREATE TABLE governance.minutes_imports (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    body_id uuid NOT NULL,
    digest bytea NOT NULL,
    source_text text NOT NULL,
    status text NOT NULL CHECK (status IN ('draft', 'recorded')),
    extracted jsonb NOT NULL,
    content jsonb NOT NULL,
    corrections jsonb NOT NULL DEFAULT '[]',
    accepted_doubts jsonb NOT NULL DEFAULT '[]',
    meeting_id uuid,
    imported_by text NOT NULL,
    imported_at timestamptz NOT NULL,
    recorded_by text,
    recorded_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_minutes_imports PRIMARY KEY (ics, id),
    CONSTRAINT uq_minutes_imports_body_digest UNIQUE (ics, body_id, digest),
    CONSTRAINT fk_minutes_imports_body FOREIGN KEY (ics, body_id)
        REFERENCES governance.bodies (ics, id),
    CONSTRAINT fk_minutes_imports_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id)
);
