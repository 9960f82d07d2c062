"""Quick searches that forgive typing errors: words of the library, an index of days (rule 4).

``ix_findings_when`` bears no system and no condition on purpose: Postgres reads two indexes
together only where they share none, and the index of words bears both. Made while nothing writes:
2 s at 1,000,000 findings.
"""

from __future__ import annotations

from alembic import op

from common.db.migrations import enable_tenancy

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATEMENTS = (
    "CREATE INDEX ix_findings_when ON insights.findings (published_at)",
    # A query whose phrases ask only that their words are there.
    r"""
    CREATE FUNCTION insights.in_any_order(query tsquery) RETURNS tsquery
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN regexp_replace(query::text, '<(-|\d+)>', '&', 'g')::tsquery
    """,
    # Words as they are written, without their accents: no stems, no numbers, no addresses.
    "CREATE TEXT SEARCH CONFIGURATION insights.spoken (PARSER = pg_catalog.default)",
    """
    ALTER TEXT SEARCH CONFIGURATION insights.spoken
        ADD MAPPING FOR asciiword, word, hword_asciipart, hword_part
        WITH public.unaccent, pg_catalog.simple
    """,
    """
    CREATE TABLE insights.library_words (
        ics varchar(10) NOT NULL CHECK (ics <> ''),
        word text NOT NULL,
        lexeme text NOT NULL,
        findings integer NOT NULL,
        PRIMARY KEY (ics, word)
    )
    """,
    "CREATE INDEX ix_library_words_lexeme ON insights.library_words (ics, lexeme)",
    """
    CREATE TABLE insights.library_readings (
        ics varchar(10) NOT NULL CHECK (ics <> ''),
        read text NOT NULL,
        read_at timestamptz NOT NULL,
        PRIMARY KEY (ics)
    )
    """,
    """
    CREATE VIEW insights.public_findings WITH (security_invoker = true) AS
        SELECT id, revision, published_at, title, summary, content FROM insights.findings
        WHERE state = 'published' AND visibility = 'public'
    """,
    "GRANT SELECT ON insights.public_findings TO insights_app",
    """
    CREATE FUNCTION insights.public_findings_digest(newest integer) RETURNS text
        LANGUAGE sql STABLE
        RETURN (SELECT count(*) || ' ' || coalesce(sum(hashtextextended(id::text, revision)), 0)
            FROM (SELECT id, revision FROM insights.public_findings
                ORDER BY published_at DESC, id DESC LIMIT newest) AS of_these)
    """,
    """
    CREATE FUNCTION insights.words_of_public_findings(newest integer, kept integer)
        RETURNS TABLE (word text, lexeme text, findings integer)
        LANGUAGE sql STABLE
        BEGIN ATOMIC
            SELECT said.word, stems.lexeme, said.ndoc
            FROM ts_stat(format('SELECT to_tsvector(''insights.spoken'', title)
                || to_tsvector(''insights.spoken'', summary)
                || jsonb_to_tsvector(''insights.spoken'', content -> ''recommendations'',
                                     ''["string"]'')
                || jsonb_to_tsvector(''insights.spoken'', content -> ''quotations'',
                                     ''["string"]'')
                FROM insights.public_findings ORDER BY published_at DESC, id DESC LIMIT %s',
                newest)) AS said,
                unnest(to_tsvector('insights.library', said.word)) AS stems
            WHERE said.word ~ '^[[:alpha:]]{3,}$'
            ORDER BY said.ndoc DESC, said.word
            LIMIT kept;
        END
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    enable_tenancy("insights", "library_words", "library_readings")


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
