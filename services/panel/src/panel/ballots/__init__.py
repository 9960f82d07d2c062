"""Ballots: answers to an anonymous survey, so kept that nobody joins one to who gave it.

That a member answered, and what was answered, have to be written in one transaction: otherwise an
answer could be lost, or given twice. A transaction leaves traces that join its rows: on pages, in
the write-ahead log, in backups. So what it writes of the answer tells nothing:

- An answer is kept as a *ballot*: sealed under a key of its survey, and as long as the longest
  answer that the survey allows. Drafts of it, and the counters of its quotas, are sealed likewise.
  The key is wrapped by a key-encryption key, which the database never sees (`panel.wrapping`).
- When the survey closes, the ballots are opened in a random order, and written as answers under
  random pseudonyms, in one transaction with nothing of any member. No answer is ever written in
  clear before. What a closing that was broken off had written is on pages until a vacuum.
- The key is taken out in that transaction. The worker then has Postgres vacuum the table of keys
  and write it anew (`panel.ballots.wiping`), after which the key is on no page.

So an administrator of the database alone joins nothing at any time. Who has the key-encryption key
besides could open ballots while the survey is open; after that only with a copy of the database or
a write-ahead log from while it was, for as long as such a copy and that key-encryption key are
kept. The answer of somebody who was alone in answering is not opened: everybody would know whose it
is. What all who answered have in common is known of each of them, and of two, each knows what the
other said.
"""
