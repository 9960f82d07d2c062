CREATE TABLE governance.seat_entries (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    post_id uuid NOT NULL,
    holder_id uuid,
    valid_from date NOT NULL,
    valid_to date,
    recorded_at timestamptz,
    recorded_by text,
    CONSTRAINT pk_seat_entries PRIMARY KEY (ics, id),
    CONSTRAINT ck_seat_entries_recorded CHECK ((recorded_at IS NULL) = (recorded_by IS NULL)),
    CONSTRAINT fk_seat_entries_post FOREIGN KEY (ics, post_id) REFERENCES governance.posts (ics, id),
    CONSTRAINT fk_seat_entries_holder FOREIGN KEY (ics, holder_id) REFERENCES governance.holders (ics, id)
);
CREATE INDEX ix_seat_entries_post ON governance.seat_entries (ics, post_id, recorded_at)
