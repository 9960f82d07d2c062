"""Urgent decisions: taken between meetings by those whom the terms name, and ratified or not.

*Data.* `urgent_decisions` of the terms names groups of posts, one of each of which takes part, and
how many others they consult before. The decision says why it could not wait; where urgency limited
how people were involved, that has a ground, a reason of its own and a day of review.

*Rules.* Its day is the day on which it is recorded. A change for a time bears the day on which it
comes back, and keeps one. It comes to the next meeting by itself, where it is ratified or not.
"""
