CREATE TABLE governance.systems (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    slug text NOT NULL,
    name text NOT NULL,
    CONSTRAINT pk_systems PRIMARY KEY (ics)
);
CREATE TABLE governance.vocabulary_terms (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    vocabulary text NOT NULL,
    version text NOT NULL,
    code text NOT NULL,
    label text NOT NULL,
    parent text,
    position integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT pk_vocabulary_terms PRIMARY KEY (ics, vocabulary, version, code)
);
