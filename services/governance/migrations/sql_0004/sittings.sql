ALTER TABLE governance.meetings ADD COLUMN remote_agreed boolean NOT NULL DEFAULT false;
CREATE TABLE governance.interests (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    post_id uuid NOT NULL,
    nature text NOT NULL,
    declared_on date NOT NULL,
    ended_on date CHECK (ended_on >= declared_on),
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_interests PRIMARY KEY (ics, id),
    CONSTRAINT fk_interests_post FOREIGN KEY (ics, post_id) REFERENCES governance.posts (ics, id)
);
CREATE INDEX ix_interests_post ON governance.interests (ics, post_id);
CREATE TABLE governance.item_interests (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    item_id uuid NOT NULL,
    post_id uuid NOT NULL,
    interest_id uuid,
    takes_part boolean NOT NULL,
    ruling text CHECK (ruling <> ''),
    at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_item_interests PRIMARY KEY (ics, id),
    CONSTRAINT ck_item_interests_ruling CHECK (NOT takes_part OR ruling IS NOT NULL),
    CONSTRAINT fk_item_interests_item FOREIGN KEY (ics, item_id) REFERENCES governance.agenda_items (ics, id),
    CONSTRAINT fk_item_interests_post FOREIGN KEY (ics, post_id) REFERENCES governance.posts (ics, id),
    CONSTRAINT fk_item_interests_interest FOREIGN KEY (ics, interest_id) REFERENCES governance.interests (ics, id)
);
CREATE INDEX ix_item_interests_item ON governance.item_interests (ics, item_id, at, id);
CREATE TABLE governance.presence_events (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    post_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('arrived', 'left')),
    remote boolean NOT NULL,
    deputy boolean NOT NULL,
    deputy_approved boolean NOT NULL,
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_presence_events PRIMARY KEY (ics, id),
    CONSTRAINT fk_presence_events_meeting FOREIGN KEY (ics, meeting_id) REFERENCES governance.meetings (ics, id),
    CONSTRAINT fk_presence_events_post FOREIGN KEY (ics, post_id) REFERENCES governance.posts (ics, id)
);
CREATE INDEX ix_presence_events_meeting ON governance.presence_events (ics, meeting_id, at, id);
CREATE TABLE governance.votes (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    item_id uuid NOT NULL,
    method text NOT NULL CHECK (method IN ('consensus', 'show_of_hands', 'recorded', 'secret')),
    motion text NOT NULL,
    presiding_post_id uuid,
    entitled integer NOT NULL,
    in_favour integer,
    against integer,
    abstained integer,
    choices jsonb,
    tied boolean NOT NULL,
    by_casting_vote boolean NOT NULL,
    carried boolean NOT NULL,
    at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_votes PRIMARY KEY (ics, id),
    CONSTRAINT fk_votes_meeting FOREIGN KEY (ics, meeting_id) REFERENCES governance.meetings (ics, id),
    CONSTRAINT fk_votes_item FOREIGN KEY (ics, item_id) REFERENCES governance.agenda_items (ics, id)
);
CREATE INDEX ix_votes_meeting ON governance.votes (ics, meeting_id, at, id);
CREATE TABLE governance.decision_votes (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    vote_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    CONSTRAINT pk_decision_votes PRIMARY KEY (ics, vote_id),
    CONSTRAINT fk_decision_votes_vote FOREIGN KEY (ics, vote_id) REFERENCES governance.votes (ics, id),
    CONSTRAINT fk_decision_votes_decision FOREIGN KEY (ics, decision_id) REFERENCES governance.decisions (ics, id)
);
CREATE INDEX ix_decision_votes_decision ON governance.decision_votes (ics, decision_id)
