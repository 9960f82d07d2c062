ALTER TABLE governance.votes
    ADD COLUMN parts integer[] NOT NULL DEFAULT '{}'
        CONSTRAINT ck_votes_parts CHECK (1 <= ALL (parts)),
    ADD COLUMN recorded_at timestamptz;
ALTER TABLE governance.votes
    ALTER COLUMN recorded_at TYPE timestamptz USING coalesce(uuid_extract_timestamp(id), at),
    ALTER COLUMN recorded_at SET NOT NULL;
ALTER TABLE governance.decision_votes
    ADD COLUMN parts integer[] NOT NULL DEFAULT '{}'
        CONSTRAINT ck_decision_votes_parts CHECK (1 <= ALL (parts))
