ALTER TABLE governance.terms_of_reference ADD COLUMN loaded boolean NOT NULL DEFAULT false;
ALTER TABLE governance.seat_entries
    ADD COLUMN office_term_id uuid,
    ADD COLUMN sector text,
    ADD COLUMN organisation text,
    ADD COLUMN standing text,
    ADD CONSTRAINT fk_seat_entries_office_term FOREIGN KEY (ics, office_term_id)
        REFERENCES governance.office_terms (ics, id);
ALTER TABLE governance.seat_entries NO FORCE ROW LEVEL SECURITY;
ALTER TABLE governance.posts NO FORCE ROW LEVEL SECURITY;
ALTER TABLE governance.seat_entries DISABLE TRIGGER append_only;
UPDATE governance.seat_entries e
    SET sector = p.sector, organisation = p.organisation, standing = p.standing
    FROM governance.posts p WHERE p.ics = e.ics AND p.id = e.post_id AND e.holder_id IS NULL;
ALTER TABLE governance.seat_entries ENABLE TRIGGER append_only;
ALTER TABLE governance.posts FORCE ROW LEVEL SECURITY;
ALTER TABLE governance.seat_entries FORCE ROW LEVEL SECURITY;
ALTER TABLE governance.seat_entries
    ADD CONSTRAINT ck_seat_entries_one CHECK (num_nonnulls(holder_id, office_term_id, standing) <= 1)
