CREATE TABLE governance.plan_items (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    body_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('standing', 'place_update', 'deep_dive', 'once')),
    title text NOT NULL,
    every integer CHECK (every BETWEEN 1 AND 100),
    places text[] NOT NULL DEFAULT '{}',
    starts_on date NOT NULL,
    ends_on date,
    priority integer NOT NULL,
    state text NOT NULL CHECK (state IN ('active', 'waiting', 'done', 'dropped')),
    dropped_reason text,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_plan_items PRIMARY KEY (ics, id),
    CONSTRAINT ck_plan_items_every CHECK (
        (kind IN ('standing', 'place_update')) = (every IS NOT NULL)
    ),
    CONSTRAINT ck_plan_items_dropped CHECK ((state = 'dropped') = (dropped_reason IS NOT NULL)),
    CONSTRAINT fk_plan_items_body FOREIGN KEY (ics, body_id)
        REFERENCES governance.bodies (ics, id)
);
CREATE INDEX ix_plan_items_body ON governance.plan_items (ics, body_id);
CREATE TABLE governance.plan_placements (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    plan_item_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    place text,
    by_hand boolean NOT NULL,
    item_id uuid,
    CONSTRAINT pk_plan_placements PRIMARY KEY (ics, id),
    CONSTRAINT uq_plan_placements_meeting UNIQUE (ics, plan_item_id, meeting_id),
    CONSTRAINT fk_plan_placements_item FOREIGN KEY (ics, plan_item_id)
        REFERENCES governance.plan_items (ics, id),
    CONSTRAINT fk_plan_placements_meeting FOREIGN KEY (ics, meeting_id)
        REFERENCES governance.meetings (ics, id),
    CONSTRAINT fk_plan_placements_agenda FOREIGN KEY (ics, item_id)
        REFERENCES governance.agenda_items (ics, id)
);
CREATE INDEX ix_plan_placements_meeting ON governance.plan_placements (ics, meeting_id);
CREATE TABLE governance.plan_appraisals (
    ics varchar(10) NOT NULL CHECK (ics <> ''),
    id uuid NOT NULL,
    plan_item_id uuid NOT NULL,
    test jsonb NOT NULL,
    scores jsonb NOT NULL,
    total integer NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    CONSTRAINT pk_plan_appraisals PRIMARY KEY (ics, id),
    CONSTRAINT fk_plan_appraisals_item FOREIGN KEY (ics, plan_item_id)
        REFERENCES governance.plan_items (ics, id)
)
