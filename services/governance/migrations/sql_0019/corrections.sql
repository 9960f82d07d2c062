CREATE TABLE governance.recommendation_corrections (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    recommendation_id uuid NOT NULL,
    text text,
    finding_id uuid,
    finding_version integer,
    reason text NOT NULL,
    corrected_at timestamptz NOT NULL,
    corrected_by text NOT NULL,
    CONSTRAINT pk_recommendation_corrections PRIMARY KEY (ics, id),
    CONSTRAINT ck_recommendation_corrections_finding CHECK (
        (finding_id IS NULL) = (finding_version IS NULL)
    ),
    CONSTRAINT fk_recommendation_corrections_recommendation FOREIGN KEY (ics, recommendation_id)
        REFERENCES governance.recommendations (ics, id)
);
CREATE INDEX ix_recommendation_corrections_recommendation
    ON governance.recommendation_corrections (ics, recommendation_id, corrected_at)
