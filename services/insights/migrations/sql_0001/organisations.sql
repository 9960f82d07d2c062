CREATE TABLE insights.organisations (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    places text[] NOT NULL,
    communities text[] NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (ics, id),
    CHECK (valid_to IS NULL OR valid_to > valid_from)
);
CREATE INDEX ix_organisations_name ON insights.organisations (ics, name, id);
