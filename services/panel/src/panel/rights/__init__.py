"""The rights to object and to pause (rule 13 of the panel).

Data: an *objection* is a member's no to one purpose, from a moment on, until they take it back
(UK GDPR, article 21). Purposes are those of consent, and what the vocabulary ``objection_purpose``
names besides: ``profiling`` means being chosen by what one told about oneself. A *pause* is a day
until which nobody writes; the person stays a member.

Rules: an objection stands above a consent. A paused member is in no sample and no pool; what is
due to them waits until the pause is over, and is then looked at anew. What answers an act of the
person's own (a link that they asked for) is sent all the same.

Who may be asked, `panel.rights.contacting` says, and nobody else does. Both are in ``/me`` and in
the export, and go with the member.
"""
