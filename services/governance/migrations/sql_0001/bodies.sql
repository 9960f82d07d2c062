CREATE TABLE governance.bodies (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_bodies PRIMARY KEY (ics, id),
    CONSTRAINT uq_bodies_ics_code UNIQUE (ics, code),
    CONSTRAINT ck_bodies_dates CHECK (valid_to IS NULL OR valid_to > valid_from)
);
CREATE INDEX ix_bodies_ics_name_id ON governance.bodies (ics, name, id);
CREATE TABLE governance.terms_of_reference (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    body_id uuid NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    content jsonb NOT NULL,
    CONSTRAINT pk_terms_of_reference PRIMARY KEY (ics, body_id, valid_from),
    CONSTRAINT fk_terms_of_reference_body FOREIGN KEY (ics, body_id)
        REFERENCES governance.bodies (ics, id),
    CONSTRAINT ck_terms_of_reference_dates CHECK (valid_to IS NULL OR valid_to > valid_from)
);
CREATE TABLE governance.posts (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    body_id uuid NOT NULL,
    title text NOT NULL,
    sector text,
    organisation text,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT pk_posts PRIMARY KEY (ics, id),
    CONSTRAINT fk_posts_body FOREIGN KEY (ics, body_id) REFERENCES governance.bodies (ics, id),
    CONSTRAINT ck_posts_dates CHECK (valid_to IS NULL OR valid_to > valid_from)
);
CREATE INDEX ix_posts_ics_body_id ON governance.posts (ics, body_id, id);
CREATE TABLE governance.holders (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    post_id uuid NOT NULL,
    name text NOT NULL,
    deputy boolean NOT NULL DEFAULT false,
    valid_from date NOT NULL,
    valid_to date,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_holders PRIMARY KEY (ics, id),
    CONSTRAINT fk_holders_post FOREIGN KEY (ics, post_id) REFERENCES governance.posts (ics, id),
    CONSTRAINT ck_holders_dates CHECK (valid_to IS NULL OR valid_to > valid_from)
);
CREATE INDEX ix_holders_ics_post_id ON governance.holders (ics, post_id);
