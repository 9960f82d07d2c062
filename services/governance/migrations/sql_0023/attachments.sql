-- Files of papers. Of one, only what is said to those who cannot read it, and that a later text
-- leaves it out, is ever changed.
CREATE TABLE governance.paper_attachments (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    paper_id uuid NOT NULL,
    since_version integer NOT NULL CHECK (since_version > 0),
    removed_version integer CHECK (removed_version >= since_version),
    name text NOT NULL CHECK (name <> ''),
    media_type text NOT NULL,
    size bigint NOT NULL CHECK (size > 0),
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    original_size bigint NOT NULL CHECK (original_size > 0),
    original_sha256 bytea NOT NULL CHECK (length(original_sha256) = 32),
    pages integer CHECK (pages >= 0),
    failures jsonb NOT NULL CHECK (jsonb_typeof(failures) = 'array'),
    taken_out jsonb NOT NULL CHECK (jsonb_typeof(taken_out) = 'object'),
    statement jsonb CHECK (jsonb_typeof(statement) = 'object'),
    attached_at timestamptz NOT NULL,
    attached_by text NOT NULL,
    CONSTRAINT pk_paper_attachments PRIMARY KEY (ics, id),
    CONSTRAINT fk_paper_attachments_paper FOREIGN KEY (ics, paper_id)
        REFERENCES governance.papers (ics, id)
);
CREATE INDEX ix_paper_attachments_paper ON governance.paper_attachments (ics, paper_id, id);
CREATE TABLE governance.paper_attachment_contents (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    attachment_id uuid NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT pk_paper_attachment_contents PRIMARY KEY (ics, attachment_id),
    CONSTRAINT fk_paper_attachment_contents_attachment FOREIGN KEY (ics, attachment_id)
        REFERENCES governance.paper_attachments (ics, id)
);
-- What is packed already is not packed again.
ALTER TABLE governance.paper_attachment_contents ALTER COLUMN content SET STORAGE EXTERNAL;
