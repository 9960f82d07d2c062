"""A key for each person, with which what the panel holds of them is sealed.

**Data.** `data_keys` has one row a member: their data key (256 random bits), wrapped by a
key-encryption key that the database never sees (`panel.wrapping`), and that key's id. It is derived
from nothing, so what is gone with the row is gone.

**What is sealed with it.** Address, contact, communication needs, answers about oneself, and the
values with which a member is in a pool: AES-256-GCM, bound to system, person, field and, where a
vocabulary says what the value means, its version (`panel.datakeys.personal`). Answers have a blind
index beside them by which segments, weights, pools and the panel's make-up are searched and counted
without opening anything (`panel.vocabularies.codebook`).

**What is not.** What belongs to no member yet (requests to join, the mails of those) and what has
to outlast a membership (payment details while something is owed, the lines of a batch) is sealed
with the service's own keys, `GT_SEALING_KEYS`. Answers to surveys stand under a pseudonym.

**Rules.** The row is written in the transaction in which somebody joins, and deleted in the one in
which they leave or are erased. Whoever reads sealed rows reads the key in the same statement, or
while they hold the member's row: between two statements somebody may leave. `rotation` wraps data
keys anew; `sealing_up` seals what an earlier version kept in clear.
"""
