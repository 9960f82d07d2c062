CREATE TABLE governance.actions (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    body_id uuid NOT NULL,
    meeting_id uuid,
    item_id uuid,
    description text NOT NULL,
    owner_post_id uuid,
    owner_name text,
    due text,
    due_on date,
    status text NOT NULL CHECK (status IN ('open', 'done', 'cancelled')),
    closed_on date,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_actions PRIMARY KEY (ics, id),
    CONSTRAINT fk_actions_body FOREIGN KEY (ics, body_id) REFERENCES governance.bodies (ics, id),
    CONSTRAINT fk_actions_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id),
    CONSTRAINT fk_actions_item FOREIGN KEY (ics, item_id)
        REFERENCES governance.agenda_items (ics, id),
    CONSTRAINT fk_actions_owner_post FOREIGN KEY (ics, owner_post_id)
        REFERENCES governance.posts (ics, id)
);
CREATE INDEX ix_actions_ics_meeting_id ON governance.actions (ics, meeting_id);
