ALTER TABLE governance.agenda_items ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE governance.agenda_items DROP CONSTRAINT uq_agenda_items_position;
ALTER TABLE governance.agenda_items ADD CONSTRAINT uq_agenda_items_position
    UNIQUE (ics, meeting_id, position) DEFERRABLE INITIALLY IMMEDIATE;
CREATE TABLE governance.agenda_orders (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    before jsonb NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    ordered_at timestamptz NOT NULL,
    ordered_by text NOT NULL,
    CONSTRAINT pk_agenda_orders PRIMARY KEY (ics, id),
    CONSTRAINT fk_agenda_orders_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id)
);
CREATE INDEX ix_agenda_orders_meeting ON governance.agenda_orders (ics, meeting_id, ordered_at);
ALTER TABLE governance.paper_attachments ADD COLUMN withheld_reason text
    CHECK (withheld_reason <> '');
ALTER TABLE governance.petitions
    ADD COLUMN paper_signatures integer NOT NULL DEFAULT 0 CHECK (paper_signatures >= 0),
    ADD COLUMN paper_basis integer NOT NULL DEFAULT 0;
CREATE TABLE governance.petition_paper_counts (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    petition_id uuid NOT NULL,
    signatures integer NOT NULL CHECK (signatures >= 0),
    counted_on date NOT NULL,
    counted_by text NOT NULL,
    kept_at text NOT NULL,
    corrects_id uuid,
    reason text,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_petition_paper_counts PRIMARY KEY (ics, id),
    CONSTRAINT fk_petition_paper_counts_petition FOREIGN KEY (ics, petition_id)
        REFERENCES governance.petitions (ics, id),
    CONSTRAINT fk_petition_paper_counts_corrects FOREIGN KEY (ics, corrects_id)
        REFERENCES governance.petition_paper_counts (ics, id),
    CONSTRAINT uq_petition_paper_counts_corrects UNIQUE (ics, corrects_id),
    CONSTRAINT ck_petition_paper_counts_reason CHECK ((corrects_id IS NULL) = (reason IS NULL))
);
CREATE INDEX ix_petition_paper_counts_petition
    ON governance.petition_paper_counts (ics, petition_id, id);
