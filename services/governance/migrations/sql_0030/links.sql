ALTER TABLE governance.feedback_threads
    ADD CONSTRAINT fk_feedback_threads_answered_by FOREIGN KEY (ics, answered_by_id)
        REFERENCES governance.feedback (ics, id);
ALTER TABLE governance.petitions
    ADD COLUMN debate_item_id uuid,
    ADD CONSTRAINT fk_petitions_debate_item FOREIGN KEY (ics, debate_item_id)
        REFERENCES governance.plan_items (ics, id);
ALTER TABLE governance.petitions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE governance.plan_items NO FORCE ROW LEVEL SECURITY;
UPDATE governance.petitions p SET debate_item_id = (
    SELECT i.id FROM governance.plan_items i
    WHERE i.ics = p.ics AND i.body_id = p.body_id
        AND starts_with(i.title, 'Petition debate, ' || p.reference || ':')
    ORDER BY i.state = 'dropped', i.id LIMIT 1
);
ALTER TABLE governance.petitions FORCE ROW LEVEL SECURITY;
ALTER TABLE governance.plan_items FORCE ROW LEVEL SECURITY
