-- Right of reply: one reply of each organisation or body that a finding speaks about.
CREATE TABLE insights.replies (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    finding_id uuid NOT NULL,
    replier_kind text NOT NULL CHECK (replier_kind IN ('organisation', 'body')),
    replier_id uuid NOT NULL,
    replier_name text NOT NULL,
    state text NOT NULL CHECK (state IN ('published', 'withdrawn')),
    version integer NOT NULL,
    revision integer NOT NULL DEFAULT 1,
    published_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    withdrawn_reason text,
    PRIMARY KEY (ics, id),
    UNIQUE (ics, finding_id, replier_id),
    FOREIGN KEY (ics, finding_id) REFERENCES insights.findings (ics, id)
);
CREATE TABLE insights.reply_versions (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    reply_id uuid NOT NULL,
    version integer NOT NULL,
    text text NOT NULL,
    published_at timestamptz NOT NULL,
    published_by text NOT NULL,
    PRIMARY KEY (ics, reply_id, version),
    FOREIGN KEY (ics, reply_id) REFERENCES insights.replies (ics, id)
);
