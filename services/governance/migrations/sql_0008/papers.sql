CREATE TABLE governance.papers (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    item_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'final', 'published')),
    text_version integer NOT NULL CHECK (text_version > 0),
    published_version integer,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_papers PRIMARY KEY (ics, id),
    CONSTRAINT ck_papers_published CHECK (
        (state <> 'published' OR published_version = text_version)
        AND published_version <= text_version
    ),
    CONSTRAINT fk_papers_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id),
    CONSTRAINT fk_papers_item FOREIGN KEY (ics, item_id)
        REFERENCES governance.agenda_items (ics, id)
);
CREATE INDEX ix_papers_item ON governance.papers (ics, item_id);
CREATE INDEX ix_papers_meeting ON governance.papers (ics, meeting_id);
CREATE TABLE governance.paper_versions (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    paper_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    title text NOT NULL,
    template jsonb NOT NULL,
    sections jsonb NOT NULL,
    withheld_reason text,
    reading_age jsonb,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    reason text,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_paper_versions PRIMARY KEY (ics, paper_id, version),
    CONSTRAINT fk_paper_versions_paper FOREIGN KEY (ics, paper_id)
        REFERENCES governance.papers (ics, id)
);
CREATE TABLE governance.paper_evidence (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    paper_id uuid NOT NULL,
    version integer NOT NULL,
    finding_id uuid NOT NULL,
    finding_version integer NOT NULL,
    CONSTRAINT pk_paper_evidence PRIMARY KEY (ics, paper_id, version, finding_id),
    CONSTRAINT fk_paper_evidence_version FOREIGN KEY (ics, paper_id, version)
        REFERENCES governance.paper_versions (ics, paper_id, version),
    CONSTRAINT fk_paper_evidence_finding FOREIGN KEY (ics, finding_id, finding_version)
        REFERENCES governance.findings (ics, finding_id, version)
);
CREATE TABLE governance.paper_publications (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    paper_id uuid NOT NULL,
    version integer NOT NULL,
    content jsonb NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    due_on date NOT NULL,
    published_on date NOT NULL,
    late_reason text,
    published_at timestamptz NOT NULL,
    published_by text NOT NULL,
    CONSTRAINT pk_paper_publications PRIMARY KEY (ics, paper_id, version),
    CONSTRAINT ck_paper_publications_late CHECK (
        (published_on > due_on) = (late_reason IS NOT NULL)
    ),
    CONSTRAINT fk_paper_publications_version FOREIGN KEY (ics, paper_id, version)
        REFERENCES governance.paper_versions (ics, paper_id, version)
);
ALTER TABLE governance.findings
    ADD COLUMN themes text[] NOT NULL DEFAULT '{}',
    ADD COLUMN communities text[] NOT NULL DEFAULT '{}',
    ADD COLUMN places text[] NOT NULL DEFAULT '{}',
    ADD COLUMN words tsvector NOT NULL DEFAULT ''::tsvector;
UPDATE governance.findings SET words = to_tsvector('english', title) WHERE title IS NOT NULL;
CREATE INDEX ix_findings_words ON governance.findings USING gin (words);
ALTER TABLE governance.activities
    ADD COLUMN themes text[] NOT NULL DEFAULT '{}',
    ADD COLUMN communities text[] NOT NULL DEFAULT '{}'
