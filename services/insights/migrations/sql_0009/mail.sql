-- Mails that wait to be sent; what they say and to whom is sealed, and forgotten once they left.
CREATE TABLE insights.mails (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    kind text NOT NULL,
    sealed bytea,
    state text NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    attempts integer NOT NULL,
    due_at timestamptz NOT NULL,
    finished_at timestamptz,
    failure text,
    PRIMARY KEY (ics, id)
);
CREATE INDEX ix_mails_due ON insights.mails (ics, due_at) WHERE state = 'waiting';
CREATE POLICY due_mail ON insights.mails FOR SELECT TO insights_owner USING (true);
CREATE FUNCTION insights.systems_with_due_mail() RETURNS SETOF varchar
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = insights
    AS 'SELECT DISTINCT ics FROM mails WHERE state = ''waiting'' AND due_at <= now()';
REVOKE EXECUTE ON FUNCTION insights.systems_with_due_mail() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION insights.systems_with_due_mail() TO insights_app;
-- Where an organisation's notices are mailed to, once the mailbox has confirmed; null: editors'.
CREATE TABLE insights.notice_addresses (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    organisation_id uuid,
    email_sealed bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'confirmed')),
    token_hash bytea,
    asked integer NOT NULL,
    asked_from timestamptz NOT NULL,
    expires_at timestamptz,
    confirmed_at timestamptz,
    last_mailed_at timestamptz,
    PRIMARY KEY (ics, id),
    UNIQUE NULLS NOT DISTINCT (ics, organisation_id),
    FOREIGN KEY (ics, organisation_id) REFERENCES insights.organisations (ics, id),
    CHECK ((state = 'confirmed') = (confirmed_at IS NOT NULL)),
    CHECK ((state = 'waiting') = (token_hash IS NOT NULL AND expires_at IS NOT NULL))
);
CREATE POLICY addresses ON insights.notice_addresses FOR SELECT TO insights_owner USING (true);
CREATE FUNCTION insights.systems_with_addresses() RETURNS SETOF varchar
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = insights
    AS 'SELECT DISTINCT ics FROM notice_addresses';
REVOKE EXECUTE ON FUNCTION insights.systems_with_addresses() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION insights.systems_with_addresses() TO insights_app;
