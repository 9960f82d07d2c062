ALTER TABLE governance.meetings ADD COLUMN approved_at_meeting_id uuid;
ALTER TABLE governance.meetings ADD CONSTRAINT ck_meetings_approved_elsewhere
    CHECK (approved_at_meeting_id <> id
        AND (approved_at_meeting_id IS NULL OR status = 'minutes_approved'));
ALTER TABLE governance.meetings ADD CONSTRAINT fk_meetings_approved_at
    FOREIGN KEY (ics, approved_at_meeting_id) REFERENCES governance.meetings (ics, id);
CREATE INDEX ix_meetings_approved_at ON governance.meetings (ics, approved_at_meeting_id)
    WHERE approved_at_meeting_id IS NOT NULL;
ALTER TABLE governance.adjournments ADD COLUMN resumes_on date
    CHECK (resumes_on IS NULL OR kind = 'adjourned');
CREATE TABLE governance.changed_days (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    day date NOT NULL,
    working boolean NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_changed_days PRIMARY KEY (ics, id)
);
CREATE INDEX ix_changed_days_day ON governance.changed_days (ics, day, id);
