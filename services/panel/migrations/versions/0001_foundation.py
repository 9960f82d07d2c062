"""The foundation: systems, vocabularies, members, surveys, answers, mail, feedback."""

from __future__ import annotations

from alembic import op

from common.db.migrations import create_shared_tables, enable_tenancy, open_register

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE panel.signups (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    email_index bytea NOT NULL,
    email_sealed bytea NOT NULL,
    language varchar(35) NOT NULL,
    token_hash bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT pk_signups PRIMARY KEY (ics, id)
);
CREATE INDEX ix_signups_ics_email_index_expires_at
    ON panel.signups (ics, email_index, expires_at);
CREATE INDEX ix_signups_ics_expires_at ON panel.signups (ics, expires_at);
CREATE UNIQUE INDEX ix_signups_ics_token_hash ON panel.signups (ics, token_hash);
CREATE TABLE panel.systems (
    ics varchar(10) NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    gss text NOT NULL,
    suppression_threshold integer NOT NULL,
    rounding_base integer NOT NULL,
    minimum_age integer NOT NULL,
    CONSTRAINT pk_systems PRIMARY KEY (ics),
    CONSTRAINT ck_systems_suppression_threshold CHECK (suppression_threshold >= 1),
    CONSTRAINT ck_systems_rounding_base CHECK (rounding_base >= 1),
    CONSTRAINT ck_systems_minimum_age CHECK (minimum_age BETWEEN 0 AND 120),
    CONSTRAINT uq_systems_slug UNIQUE (slug)
);
CREATE TABLE panel.count_releases (
    ics varchar(10) NOT NULL,
    released_on date NOT NULL,
    basis jsonb NOT NULL,
    figures jsonb NOT NULL,
    CONSTRAINT pk_count_releases PRIMARY KEY (ics),
    CONSTRAINT fk_count_releases_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics)
);
CREATE TABLE panel.feedback (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    decision_id uuid NOT NULL,
    decision_reference text NOT NULL,
    decision_title text NOT NULL,
    you_said text NOT NULL,
    we_did text NOT NULL,
    did_not text,
    activity_ids uuid[] NOT NULL,
    published_at timestamptz NOT NULL,
    CONSTRAINT pk_feedback PRIMARY KEY (ics, id),
    CONSTRAINT fk_feedback_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics)
);
CREATE TABLE panel.places (
    ics varchar(10) NOT NULL,
    code varchar(60) NOT NULL,
    name text NOT NULL,
    population integer NOT NULL,
    authorities text[] NOT NULL,
    localities jsonb NOT NULL,
    CONSTRAINT pk_places PRIMARY KEY (ics, code),
    CONSTRAINT fk_places_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics)
);
CREATE TABLE panel.surveys (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    title text NOT NULL,
    purpose text NOT NULL,
    themes text[] NOT NULL,
    places text[] NOT NULL,
    questions jsonb NOT NULL,
    state varchar(10) NOT NULL,
    closes_on date,
    opened_at timestamptz,
    closed_at timestamptz,
    published jsonb,
    created_at timestamptz DEFAULT now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT pk_surveys PRIMARY KEY (ics, id),
    CONSTRAINT fk_surveys_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_surveys_state CHECK (state IN ('draft', 'open', 'closed')),
    CONSTRAINT ck_surveys_opened_at CHECK ((state = 'draft') = (opened_at IS NULL)),
    CONSTRAINT ck_surveys_closed
        CHECK ((state = 'closed') = (closed_at IS NOT NULL AND published IS NOT NULL))
);
CREATE TABLE panel.vocabularies (
    ics varchar(10) NOT NULL,
    code varchar(60) NOT NULL,
    version varchar(60) NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT pk_vocabularies PRIMARY KEY (ics, code, version),
    CONSTRAINT fk_vocabularies_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT ck_vocabularies_valid_to CHECK (valid_to >= valid_from)
);
CREATE TABLE panel.activity_surveys (
    ics varchar(10) NOT NULL,
    activity_id uuid NOT NULL,
    survey_id uuid NOT NULL,
    CONSTRAINT pk_activity_surveys PRIMARY KEY (ics, activity_id),
    CONSTRAINT fk_activity_surveys_ics_survey_id FOREIGN KEY (ics, survey_id)
        REFERENCES panel.surveys (ics, id)
);
CREATE INDEX ix_activity_surveys_ics_survey_id ON panel.activity_surveys (ics, survey_id);
CREATE TABLE panel.members (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    email_index bytea,
    email_sealed bytea,
    language varchar(35) NOT NULL,
    mail_format varchar(20) NOT NULL,
    place varchar(60),
    connection varchar(20) NOT NULL,
    minimum_age_stated integer NOT NULL,
    joined_on date NOT NULL,
    left_on date,
    manage_token_hash bytea,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT pk_members PRIMARY KEY (ics, id),
    CONSTRAINT fk_members_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics),
    CONSTRAINT fk_members_ics_place FOREIGN KEY (ics, place)
        REFERENCES panel.places (ics, code),
    CONSTRAINT ck_members_mail_format CHECK (mail_format IN ('html', 'plain_text')),
    CONSTRAINT ck_members_connection CHECK (connection IN ('lives', 'works', 'cared_for')),
    CONSTRAINT ck_members_address_until_left
        CHECK ((left_on IS NULL) = (email_sealed IS NOT NULL AND email_index IS NOT NULL
        AND manage_token_hash IS NOT NULL))
);
CREATE UNIQUE INDEX ix_members_ics_email_index ON panel.members (ics, email_index);
CREATE UNIQUE INDEX ix_members_ics_manage_token_hash ON panel.members (ics, manage_token_hash);
CREATE TABLE panel.population (
    ics varchar(10) NOT NULL,
    place varchar(60) NOT NULL,
    dimension varchar(60) NOT NULL,
    category varchar(60) NOT NULL,
    people integer NOT NULL,
    source text NOT NULL,
    CONSTRAINT pk_population PRIMARY KEY (ics, place, dimension, category),
    CONSTRAINT fk_population_ics_place FOREIGN KEY (ics, place)
        REFERENCES panel.places (ics, code)
);
CREATE TABLE panel.responses (
    ics varchar(10) NOT NULL,
    survey_id uuid NOT NULL,
    pseudonym bytea NOT NULL,
    answered_on date NOT NULL,
    answers jsonb NOT NULL,
    CONSTRAINT pk_responses PRIMARY KEY (ics, survey_id, pseudonym),
    CONSTRAINT fk_responses_ics_survey_id FOREIGN KEY (ics, survey_id)
        REFERENCES panel.surveys (ics, id)
);
CREATE TABLE panel.terms (
    ics varchar(10) NOT NULL,
    vocabulary varchar(60) NOT NULL,
    version varchar(60) NOT NULL,
    code varchar(60) NOT NULL,
    label text NOT NULL,
    parent varchar(60),
    position integer NOT NULL,
    CONSTRAINT pk_terms PRIMARY KEY (ics, vocabulary, version, code),
    CONSTRAINT fk_terms_ics_vocabulary_version FOREIGN KEY (ics, vocabulary, version)
        REFERENCES panel.vocabularies (ics, code, version)
);
CREATE TABLE panel.consents (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    purpose varchar(60) NOT NULL,
    wording text NOT NULL,
    wording_version varchar(60) NOT NULL,
    means varchar(20) NOT NULL,
    given_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    CONSTRAINT pk_consents PRIMARY KEY (ics, id),
    CONSTRAINT fk_consents_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE,
    CONSTRAINT ck_consents_means CHECK (means IN ('web_form', 'manage_page'))
);
CREATE INDEX ix_consents_ics_member_id ON panel.consents (ics, member_id);
CREATE UNIQUE INDEX uq_consents_ics_member_id_purpose_in_force
    ON panel.consents (ics, member_id, purpose) WHERE withdrawn_at IS NULL;
CREATE TABLE panel.demographics (
    ics varchar(10) NOT NULL,
    member_id uuid NOT NULL,
    dimension varchar(60) NOT NULL,
    term varchar(60) NOT NULL,
    vocabulary_version varchar(60) NOT NULL,
    answered_at timestamptz NOT NULL,
    CONSTRAINT pk_demographics PRIMARY KEY (ics, member_id, dimension),
    CONSTRAINT fk_demographics_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE
);
CREATE TABLE panel.invitations (
    ics varchar(10) NOT NULL,
    survey_id uuid NOT NULL,
    member_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    answered boolean DEFAULT false NOT NULL,
    CONSTRAINT pk_invitations PRIMARY KEY (ics, survey_id, member_id),
    CONSTRAINT fk_invitations_ics_survey_id FOREIGN KEY (ics, survey_id)
        REFERENCES panel.surveys (ics, id),
    CONSTRAINT fk_invitations_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE
);
CREATE INDEX ix_invitations_ics_member_id ON panel.invitations (ics, member_id);
CREATE UNIQUE INDEX ix_invitations_ics_token_hash ON panel.invitations (ics, token_hash);
CREATE TABLE panel.mail_contents (
    ics varchar(10) NOT NULL,
    about_id uuid NOT NULL,
    said jsonb NOT NULL,
    CONSTRAINT pk_mail_contents PRIMARY KEY (ics, about_id),
    CONSTRAINT fk_mail_contents_ics FOREIGN KEY (ics) REFERENCES panel.systems (ics)
);
CREATE TABLE panel.mails (
    ics varchar(10) NOT NULL,
    id uuid NOT NULL,
    kind varchar(30) NOT NULL,
    member_id uuid,
    about_id uuid,
    sealed bytea,
    state varchar(10) DEFAULT 'waiting' NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    due_at timestamptz DEFAULT now() NOT NULL,
    failure text,
    created_at timestamptz DEFAULT now() NOT NULL,
    finished_at timestamptz,
    CONSTRAINT pk_mails PRIMARY KEY (ics, id),
    CONSTRAINT fk_mails_ics_member_id FOREIGN KEY (ics, member_id)
        REFERENCES panel.members (ics, id) ON DELETE CASCADE,
    CONSTRAINT ck_mails_state CHECK (state IN ('waiting', 'sent', 'failed', 'withheld'))
);
CREATE INDEX ix_mails_ics_finished_at ON panel.mails (ics, finished_at);
CREATE INDEX ix_mails_waiting ON panel.mails (ics, due_at) WHERE state = 'waiting';
CREATE UNIQUE INDEX uq_mails_ics_member_id_kind_about_id
    ON panel.mails (ics, member_id, kind, about_id)
"""

_SYSTEMS_WITH_DUE_MAIL = """
CREATE POLICY due_mail ON panel.mails FOR SELECT TO panel_owner USING (true);
CREATE FUNCTION panel.systems_with_due_mail() RETURNS SETOF varchar
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = panel
    AS 'SELECT DISTINCT ics FROM mails WHERE state = ''waiting'' AND due_at <= now()';
REVOKE EXECUTE ON FUNCTION panel.systems_with_due_mail() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION panel.systems_with_due_mail() TO panel_app
"""
"""Tells the worker which systems have mail to send, and nothing else of them, in one query."""


def upgrade() -> None:
    """Make the tables, and force row-level security on every one of them."""
    create_shared_tables("panel")
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    enable_tenancy(
        "panel",
        "signups",
        "systems",
        "count_releases",
        "feedback",
        "places",
        "surveys",
        "vocabularies",
        "activity_surveys",
        "members",
        "population",
        "responses",
        "terms",
        "consents",
        "demographics",
        "invitations",
        "mails",
        "mail_contents",
    )
    open_register("panel", "systems")
    for statement in _SYSTEMS_WITH_DUE_MAIL.split(";\n"):
        op.execute(statement)
