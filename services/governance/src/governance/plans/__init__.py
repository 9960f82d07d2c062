"""The forward plan of a body (rule 15): what comes to which of its meetings.

*Data.* A plan item is standing or a place update (every so many meetings, from a day on), or it
waits for a date: a deep dive, or once. A placement says that it comes to a meeting, and of a place
update, which place. An appraisal scores an item by the priorities test of its day
(`priorities.json`); it is kept for good.

*Rules.* Placing is worked out afresh for meetings to come: placements that nobody made by hand and
that are on no agenda are drafts and may move. Of a rotation, the place comes that was longest not
heard. What is put on an agenda stays.
"""
