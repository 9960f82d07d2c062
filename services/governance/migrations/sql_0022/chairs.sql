CREATE TABLE governance.meeting_chairs (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    position integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('opened', 'took', 'resumed')),
    name text NOT NULL,
    item_id uuid,
    items text,
    CONSTRAINT pk_meeting_chairs PRIMARY KEY (ics, id),
    CONSTRAINT fk_meeting_chairs_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id),
    CONSTRAINT fk_meeting_chairs_item FOREIGN KEY (ics, item_id)
        REFERENCES governance.agenda_items (ics, id),
    CONSTRAINT uq_meeting_chairs_position UNIQUE (ics, meeting_id, position)
);
CREATE UNIQUE INDEX uq_meeting_chairs_opened ON governance.meeting_chairs (ics, meeting_id)
    WHERE kind = 'opened';
