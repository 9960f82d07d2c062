ALTER TABLE governance.motions ADD COLUMN part_vote_ids uuid[] NOT NULL DEFAULT '{}';
ALTER TABLE governance.motions
    DROP CONSTRAINT ck_motions_adopted,
    ADD CONSTRAINT ck_motions_adopted
        CHECK (decision_id IS NULL OR vote_id IS NOT NULL OR part_vote_ids <> '{}'),
    ADD CONSTRAINT ck_motions_vote CHECK (vote_id IS NULL OR part_vote_ids = '{}')
