ALTER TABLE governance.mails
    ADD COLUMN source text CHECK (source IN ('confirmation', 'question', 'petition', 'signature', 'holder')),
    ADD COLUMN source_id uuid,
    ADD CONSTRAINT ck_mails_source CHECK ((source IS NULL) = (source_id IS NULL))
