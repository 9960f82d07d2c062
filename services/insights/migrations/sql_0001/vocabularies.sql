-- The configuration `library` stems English words and takes their accents off, so that a search
-- for "Siobhan" finds "Siobhán". Naming it makes to_tsvector immutable, which generated columns need.
CREATE TEXT SEARCH CONFIGURATION insights.library (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION insights.library
    ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, english_stem;
CREATE TABLE insights.systems (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    slug text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (ics)
);
CREATE TABLE insights.places (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    code text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (ics, code)
);
CREATE TABLE insights.vocabulary_terms (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    vocabulary text NOT NULL,
    version text NOT NULL,
    code text NOT NULL,
    label text NOT NULL,
    parent text,
    position integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    PRIMARY KEY (ics, vocabulary, version, code),
    CHECK (valid_to IS NULL OR valid_to > valid_from)
);
-- A query for any of the words of a text; empty where it has none.
CREATE FUNCTION insights.any_word(words text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT coalesce(string_agg(
                '''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''', ' | '), '')::tsquery
            FROM unnest(to_tsvector('insights.library', words)));
-- The share of a text's words that a document has, from 0 to 1.
CREATE FUNCTION insights.share_of_words(document tsvector, words text) RETURNS real
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT count(*) FILTER (WHERE lexeme = ANY (tsvector_to_array(document)))::real
                   / greatest(count(*), 1)
            FROM unnest(to_tsvector('insights.library', words)));
