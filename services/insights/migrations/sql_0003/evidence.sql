-- How evidence is weighed and how it ages, dated: what a system's file says of it.
CREATE TABLE insights.evidence_rules (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    valid_from date NOT NULL,
    valid_to date,
    half_life_days integer NOT NULL CHECK (half_life_days > 0),
    half_lives jsonb NOT NULL,
    strengths jsonb NOT NULL,
    unrated_strength double precision NOT NULL CHECK (unrated_strength >= 0),
    measured_against text[] NOT NULL,
    heard_through jsonb NOT NULL,
    PRIMARY KEY (ics, valid_from),
    CHECK (valid_to IS NULL OR valid_to > valid_from)
);
-- The rule of NHS Digital's publications until the system's file is loaded again.
ALTER TABLE insights.systems
    ADD COLUMN suppression_threshold integer NOT NULL DEFAULT 7 CHECK (suppression_threshold >= 1),
    ADD COLUMN rounding_base integer NOT NULL DEFAULT 5 CHECK (rounding_base >= 1);
-- What was in force on a day that has passed.
CREATE INDEX ix_finding_versions_published ON insights.finding_versions
    (ics, finding_id, published_at) WHERE published_at IS NOT NULL
