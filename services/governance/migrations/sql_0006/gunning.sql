ALTER TABLE governance.activities ADD COLUMN starts_on date, ADD COLUMN ends_on date,
    ADD COLUMN registered_at timestamptz;
CREATE TABLE governance.meeting_publications (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    meeting_id uuid NOT NULL,
    version integer NOT NULL,
    published_at timestamptz NOT NULL,
    CONSTRAINT pk_meeting_publications PRIMARY KEY (ics, meeting_id, version),
    CONSTRAINT fk_meeting_publications_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id)
);
CREATE TABLE governance.pre_election_periods (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    code text NOT NULL,
    name text NOT NULL,
    begins_on date NOT NULL,
    ends_on date NOT NULL,
    source text NOT NULL,
    CONSTRAINT pk_pre_election_periods PRIMARY KEY (ics, code),
    CONSTRAINT ck_pre_election_periods_dates CHECK (ends_on >= begins_on)
);
CREATE TABLE governance.openings (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    item_id uuid NOT NULL,
    post_id uuid NOT NULL,
    what text NOT NULL CHECK (what IN ('paper', 'finding')),
    finding_id uuid,
    finding_version integer,
    opened_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_openings PRIMARY KEY (ics, id),
    CONSTRAINT ck_openings_what CHECK ((what = 'finding') = (finding_id IS NOT NULL)
        AND (finding_id IS NULL) = (finding_version IS NULL)),
    CONSTRAINT fk_openings_meeting FOREIGN KEY (ics, meeting_id) REFERENCES governance.meetings (ics, id),
    CONSTRAINT fk_openings_item FOREIGN KEY (ics, item_id) REFERENCES governance.agenda_items (ics, id),
    CONSTRAINT fk_openings_post FOREIGN KEY (ics, post_id) REFERENCES governance.posts (ics, id),
    CONSTRAINT fk_openings_finding FOREIGN KEY (ics, finding_id, finding_version)
        REFERENCES governance.findings (ics, finding_id, version)
);
CREATE INDEX ix_openings_item ON governance.openings (ics, item_id, opened_at, id)
