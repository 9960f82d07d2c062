ALTER TABLE governance.decision_versions ADD COLUMN course jsonb;
CREATE TABLE governance.motions (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    item_id uuid NOT NULL,
    parts jsonb NOT NULL,
    mover_post_id uuid NOT NULL,
    seconder_post_id uuid CHECK (seconder_post_id <> mover_post_id),
    moved_at timestamptz NOT NULL,
    vote_id uuid,
    decision_id uuid,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_motions PRIMARY KEY (ics, id),
    CONSTRAINT ck_motions_adopted CHECK (decision_id IS NULL OR vote_id IS NOT NULL),
    CONSTRAINT uq_motions_vote UNIQUE (ics, vote_id),
    CONSTRAINT uq_motions_decision UNIQUE (ics, decision_id),
    CONSTRAINT fk_motions_meeting FOREIGN KEY (ics, meeting_id) REFERENCES governance.meetings (ics, id),
    CONSTRAINT fk_motions_item FOREIGN KEY (ics, item_id) REFERENCES governance.agenda_items (ics, id),
    CONSTRAINT fk_motions_mover FOREIGN KEY (ics, mover_post_id) REFERENCES governance.posts (ics, id),
    CONSTRAINT fk_motions_seconder FOREIGN KEY (ics, seconder_post_id) REFERENCES governance.posts (ics, id),
    CONSTRAINT fk_motions_vote FOREIGN KEY (ics, vote_id) REFERENCES governance.votes (ics, id),
    CONSTRAINT fk_motions_decision FOREIGN KEY (ics, decision_id) REFERENCES governance.decisions (ics, id)
);
CREATE INDEX ix_motions_meeting ON governance.motions (ics, meeting_id, moved_at, id);
CREATE FUNCTION governance.motion_only_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <> OLD.version + 1
        OR (OLD.vote_id IS NOT NULL AND NEW.vote_id IS DISTINCT FROM OLD.vote_id)
        OR (OLD.decision_id IS NOT NULL AND NEW.decision_id IS DISTINCT FROM OLD.decision_id)
        OR (NEW.ics, NEW.id, NEW.meeting_id, NEW.item_id, NEW.parts, NEW.mover_post_id, NEW.seconder_post_id, NEW.moved_at)
            IS DISTINCT FROM (OLD.ics, OLD.id, OLD.meeting_id, OLD.item_id, OLD.parts, OLD.mover_post_id, OLD.seconder_post_id, OLD.moved_at) THEN
        RAISE EXCEPTION 'what was moved stands as it was moved' USING ERRCODE = '55000'; END IF; RETURN NEW; END $$;
CREATE TRIGGER moves_on BEFORE UPDATE ON governance.motions
    FOR EACH ROW EXECUTE FUNCTION governance.motion_only_moves_on();
CREATE TABLE governance.amendments (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    motion_id uuid NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    part integer NOT NULL CHECK (part >= 0),
    leave_out text CHECK (leave_out <> ''),
    insert text CHECK (insert <> ''),
    mover_post_id uuid NOT NULL,
    seconder_post_id uuid CHECK (seconder_post_id <> mover_post_id),
    moved_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_amendments PRIMARY KEY (ics, id),
    CONSTRAINT uq_amendments_number UNIQUE (ics, motion_id, number),
    CONSTRAINT ck_amendments_words CHECK (leave_out IS NOT NULL OR insert IS NOT NULL),
    CONSTRAINT fk_amendments_motion FOREIGN KEY (ics, motion_id) REFERENCES governance.motions (ics, id),
    CONSTRAINT fk_amendments_mover FOREIGN KEY (ics, mover_post_id) REFERENCES governance.posts (ics, id),
    CONSTRAINT fk_amendments_seconder FOREIGN KEY (ics, seconder_post_id) REFERENCES governance.posts (ics, id)
);
CREATE TABLE governance.amendment_disposals (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    amendment_id uuid NOT NULL,
    result text NOT NULL CHECK (result IN ('carried', 'lost', 'withdrawn', 'ruled_out')),
    vote_id uuid,
    reason text CHECK (reason <> ''),
    presiding_post_id uuid,
    disposed_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_amendment_disposals PRIMARY KEY (ics, amendment_id),
    CONSTRAINT uq_amendment_disposals_vote UNIQUE (ics, vote_id),
    CONSTRAINT ck_amendment_disposals_put CHECK ((result IN ('carried', 'lost')) = (vote_id IS NOT NULL)),
    CONSTRAINT ck_amendment_disposals_ruled CHECK (result <> 'ruled_out' OR (reason IS NOT NULL AND presiding_post_id IS NOT NULL)),
    CONSTRAINT fk_amendment_disposals_amendment FOREIGN KEY (ics, amendment_id) REFERENCES governance.amendments (ics, id),
    CONSTRAINT fk_amendment_disposals_vote FOREIGN KEY (ics, vote_id) REFERENCES governance.votes (ics, id)
);
