"""Correcting what a member is known and reached by (rule 13 of the panel).

**An address** is changed by double opt-in. The request is kept with the new address sealed, a link
goes to the new address and word of it to the old one; only with the link, which works once and for
two days, does the address change: its blind index moves, links that went to the old address open
nothing any more, and mails that came back from it say nothing of the new one. Consents, objections
and needs stay as they are. Whether the new address is another member's is told to that address
alone: the one who asked gets the same answer, and the same is written.

**A contact** by post or telephone, with the name, is changed at once, by the member or by staff for
someone who has no email. Whose name and number another member has already is not told either.

Both are on record: when, by what means, and where staff did it the key and the reference of who was
there.
"""
