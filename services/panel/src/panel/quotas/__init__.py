"""Quotas of a survey: so many answers at most from each of some groups.

Each cell of a plan has a counter, and an answer moves those of its cells in its own transaction
or is not taken at all, so that none ever goes above its ceiling (the table refuses that too).

What the counters tell. A counter is a count, named by a keyed hash; no row joins it to a person.
Every answer writes every counter of its survey anew, moved or not, so that the rows bear no trace
of which cell the last answer was in. Who compares two copies of the database, of before and after
one answer, sees which counter moved, and where ceilings differ may guess its cell: the invitation
that was answered in between is then known to be in it. That is no more than the answers about
oneself already stand for (ADR 9) where the cell is of a dimension; where it is of a question, it
is that answer, so an anonymous survey shows no counter while it is open, and keeps what they say
sealed until it closes (`panel.ballots`). A member who is told that there are enough learns that the
ceiling is reached, so no ceiling is as low as a count that is suppressed.
"""
