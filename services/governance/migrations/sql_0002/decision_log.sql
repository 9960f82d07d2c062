CREATE TABLE governance.log_entries (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    seq bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    version integer NOT NULL,
    entry bytea NOT NULL CHECK (octet_length(entry) BETWEEN 1 AND 65535),
    leaf_index bigint CHECK (leaf_index >= 0),
    CONSTRAINT pk_log_entries PRIMARY KEY (ics, seq),
    CONSTRAINT uq_log_entries_subject UNIQUE (ics, subject_id, version),
    CONSTRAINT uq_log_entries_leaf_index UNIQUE (ics, leaf_index)
);
CREATE INDEX ix_log_entries_waiting ON governance.log_entries (ics, seq) WHERE leaf_index IS NULL;
CREATE FUNCTION governance.refuse_relogging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (TG_OP = 'INSERT' AND NEW.leaf_index IS NULL
        OR TG_OP = 'UPDATE' AND OLD.leaf_index IS NULL
            AND (NEW.ics, NEW.seq, NEW.kind, NEW.subject_id, NEW.version, NEW.entry) IS NOT DISTINCT
                FROM (OLD.ics, OLD.seq, OLD.kind, OLD.subject_id, OLD.version, OLD.entry)) THEN
        RAISE EXCEPTION 'the decision log only grows' USING ERRCODE = '55000'; END IF; RETURN NEW; END $$;
CREATE TRIGGER only_grows BEFORE INSERT OR UPDATE OR DELETE ON governance.log_entries
    FOR EACH ROW EXECUTE FUNCTION governance.refuse_relogging();
CREATE TABLE governance.log_salts (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    subject_id uuid NOT NULL,
    version integer NOT NULL,
    field text NOT NULL,
    salt bytea NOT NULL CHECK (octet_length(salt) = 32),
    CONSTRAINT pk_log_salts PRIMARY KEY (ics, subject_id, version, field),
    CONSTRAINT fk_log_salts_entry FOREIGN KEY (ics, subject_id, version)
        REFERENCES governance.log_entries (ics, subject_id, version)
);
CREATE TABLE governance.log_tiles (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    level smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
    number bigint NOT NULL CHECK (number >= 0),
    hashes bytea NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0),
    CONSTRAINT pk_log_tiles PRIMARY KEY (ics, level, number)
);
CREATE TABLE governance.log_checkpoints (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    tree_size bigint NOT NULL CHECK (tree_size >= 0),
    root_hash bytea NOT NULL CHECK (octet_length(root_hash) = 32),
    note text NOT NULL,
    verifier_keys text[] NOT NULL,
    signed_at timestamptz NOT NULL,
    CONSTRAINT pk_log_checkpoints PRIMARY KEY (ics, tree_size)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON governance.log_checkpoints
    FOR EACH ROW EXECUTE FUNCTION governance.refuse_change();
