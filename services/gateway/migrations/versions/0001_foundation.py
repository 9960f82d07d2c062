"""The gateway's first tables: systems, API keys, sites, and the thread's nodes and edges."""

from __future__ import annotations

from alembic import op

from common.db.migrations import create_shared_tables, enable_tenancy, open_register

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE gateway.systems (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    slug text NOT NULL,
    name text NOT NULL,
    gss text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_systems PRIMARY KEY (ics),
    CONSTRAINT uq_systems_slug UNIQUE (slug)
);
CREATE TABLE gateway.api_keys (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    prefix text NOT NULL,
    digest bytea NOT NULL,
    name text NOT NULL,
    organisation_id uuid,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    replaces_id uuid,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_api_keys PRIMARY KEY (ics, id),
    CONSTRAINT uq_api_keys_prefix UNIQUE (prefix),
    CONSTRAINT fk_api_keys_replaces_id FOREIGN KEY (ics, replaces_id)
        REFERENCES gateway.api_keys (ics, id),
    CONSTRAINT uq_api_keys_replaces_id UNIQUE (ics, replaces_id)
);
CREATE TABLE gateway.sites (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    name text NOT NULL,
    origin text NOT NULL,
    uses text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_sites PRIMARY KEY (ics, id),
    CONSTRAINT uq_sites_ics_origin UNIQUE (ics, origin)
);
CREATE TABLE gateway.thread_nodes (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    kind text NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL,
    state_rank bigint NOT NULL,
    title text NOT NULL,
    summary text,
    visibility text NOT NULL,
    organisation_id uuid,
    occurred_at timestamptz,
    data jsonb NOT NULL DEFAULT '{}',
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_thread_nodes PRIMARY KEY (ics, kind, id)
);
CREATE INDEX ix_thread_nodes_recent
    ON gateway.thread_nodes (ics, kind, occurred_at DESC, id DESC);
CREATE TABLE gateway.thread_edges (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    from_kind text NOT NULL,
    from_id uuid NOT NULL,
    to_kind text NOT NULL,
    to_id uuid NOT NULL,
    relation text NOT NULL,
    to_version bigint,
    CONSTRAINT pk_thread_edges PRIMARY KEY (ics, from_kind, from_id, to_kind, to_id)
);
CREATE INDEX ix_thread_edges_to ON gateway.thread_edges (ics, to_kind, to_id)
"""


def upgrade() -> None:
    """Create everything that the foundation needs."""
    create_shared_tables("gateway")
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy("gateway", "systems", "api_keys", "sites", "thread_nodes", "thread_edges")
    # Public addresses name a system by its slug, before any tenant is known.
    open_register("gateway", "systems")
