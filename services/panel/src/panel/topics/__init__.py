"""Topics: what members would like to be involved in, and what they know from their own life.

Data: a member may choose any number of terms of the vocabularies ``interest`` and
``lived_experience``, which are dated data of the system and say why each is asked. *Prefer not to
say* is an answer, and stands alone; nothing chosen is no answer. Both can be changed at any time.

Rules: what somebody has lived through tells of their health, so both are kept as answers about
oneself are (ADR 9): sealed with the member's own key, a row a term, with a blind index beside it
by which segments find and count them. Nothing is opened to count. They go with the member.
"""
