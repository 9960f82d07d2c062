-- Frameworks of themes: who made them, under what licence. Their terms are vocabulary terms.
CREATE TABLE insights.theme_frameworks (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    code text NOT NULL,
    name text NOT NULL,
    source text NOT NULL,
    licence text NOT NULL,
    PRIMARY KEY (ics, code)
);
-- What became of a code with a version; a code that is in both needs no row.
CREATE TABLE insights.theme_changes (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    framework text NOT NULL,
    version text NOT NULL,
    code text NOT NULL,
    became text NOT NULL CHECK (became IN ('renamed', 'merged', 'split', 'ended')),
    successors text[] NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (ics, framework, version, code),
    FOREIGN KEY (ics, framework) REFERENCES insights.theme_frameworks (ics, code)
);
-- The system's own themes that a theme of a framework counts under, from a day until another.
CREATE TABLE insights.theme_mappings (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    framework text NOT NULL,
    code text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    themes text[] NOT NULL,
    PRIMARY KEY (ics, framework, code, valid_from),
    FOREIGN KEY (ics, framework) REFERENCES insights.theme_frameworks (ics, code)
);
-- Row-level security holds in it: it runs as whoever asks.
CREATE FUNCTION insights.own_themes(codes text[], day date) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT own.code), '{}')
    FROM unnest(codes) AS said (code)
    LEFT JOIN insights.theme_mappings AS mapping
        ON mapping.code = said.code AND mapping.valid_from <= day
        AND (mapping.valid_to IS NULL OR mapping.valid_to > day),
    LATERAL unnest(coalesce(mapping.themes, ARRAY[said.code])) AS own (code)
$$;
ALTER TABLE insights.feedback_items ADD COLUMN sentiment smallint CHECK (sentiment BETWEEN 1 AND 5);
-- The model that read an item; items that it has still to read are few, and found by the index.
ALTER TABLE insights.feedback_items ADD COLUMN read_by text;
CREATE INDEX ix_feedback_items_unread ON insights.feedback_items (ics, id)
    WHERE read_by IS NULL AND text IS NOT NULL AND themes = '{}' AND sentiment IS NULL;
-- Proposals of a model, never counted; what a person accepts is written to the item as well.
CREATE TABLE insights.theme_suggestions (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    item_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('theme', 'sentiment')),
    framework text NOT NULL,
    code text NOT NULL,
    probability double precision NOT NULL CHECK (probability BETWEEN 0 AND 1),
    words jsonb NOT NULL,
    model_version text NOT NULL,
    suggested_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'rejected')),
    decided_at timestamptz,
    decided_by text,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (ics, id),
    UNIQUE (ics, item_id, kind, code),
    FOREIGN KEY (ics, item_id) REFERENCES insights.feedback_items (ics, id) ON DELETE CASCADE,
    CHECK ((state = 'open') = (decided_at IS NULL) AND (state = 'open') = (decided_by IS NULL))
);
CREATE INDEX ix_theme_suggestions_state ON insights.theme_suggestions (ics, state, id);
-- The framework's terms were one version without its date; they are those of its version 6.
UPDATE insights.vocabulary_terms SET version = '6', valid_from = '2023-06-02'
WHERE vocabulary = 'patient_experience' AND version = '2022';
