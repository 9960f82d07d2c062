-- As in insights/vocabularies/baseline.json.
INSERT INTO insights.vocabulary_terms
    (ics, vocabulary, version, code, label, position, valid_from)
SELECT ics, vocabulary, '1', code, label, position, date '2022-07-01'
FROM insights.systems, (VALUES
    ('story_use', 0, 'public_page', 'On the public page of the library'),
    ('story_use', 1, 'partners', 'Read by partner organisations of the system'),
    ('story_use', 2, 'board_papers', 'In papers of boards and committees'),
    ('story_use', 3, 'training', 'In training of staff and volunteers'),
    ('story_use', 4, 'media', 'By newspapers, radio, television and social media'),
    ('story_consent_means', 0, 'in_person', 'Spoken, face to face'),
    ('story_consent_means', 1, 'phone', 'Spoken, by telephone or video'),
    ('story_consent_means', 2, 'paper', 'Signed on paper'),
    ('story_consent_means', 3, 'online', 'Given on a form online'),
    ('story_consent_means', 4, 'supported', 'Given with the help of a supporter or an advocate')
) AS new (vocabulary, position, code, label)
ON CONFLICT DO NOTHING
