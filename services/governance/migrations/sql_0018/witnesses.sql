CREATE TABLE governance.log_witnesses (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    verifier_key text NOT NULL,
    title text NOT NULL,
    address text,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to > valid_from),
    CONSTRAINT pk_log_witnesses PRIMARY KEY (ics, verifier_key)
);
CREATE TABLE governance.log_cosignatures (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    tree_size bigint NOT NULL,
    verifier_key text NOT NULL,
    line text NOT NULL,
    cosigned_at timestamptz NOT NULL,
    CONSTRAINT pk_log_cosignatures PRIMARY KEY (ics, tree_size, verifier_key),
    CONSTRAINT fk_log_cosignatures_checkpoint FOREIGN KEY (ics, tree_size)
        REFERENCES governance.log_checkpoints (ics, tree_size),
    CONSTRAINT fk_log_cosignatures_witness FOREIGN KEY (ics, verifier_key)
        REFERENCES governance.log_witnesses (ics, verifier_key)
);
CREATE INDEX ix_log_cosignatures_witness
    ON governance.log_cosignatures (ics, verifier_key, tree_size);
