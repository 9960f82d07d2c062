"""Results by group: each question's counts by a dimension, a segment or another question.

Data: a survey's *plan*, in its own row: which questions are published by what. It is decided while
the survey is a draft or open, and stands once it has closed; the figures are made on closing, with
the results of the whole, and frozen with them.

Rules: nothing but the plan is ever published of a survey, and all of it is one publication, so
there are no two releases to compare. Disclosure control sees every count of the whole and of all
groups as one table with all of its sums, and a reader with a linear-programming solver is asked
what it gives away (`panel.disclosure`). That reader knows each sum; what a reader could know beyond
the sums is that all counts are of one set of people. Where the tables that questions and groups
form have no circle, that adds nothing: any tables that agree where they meet are then the margins
of some set of people (N. N. Vorob'ev, *Consistent families of measures and their extensions*,
Theory of Probability and its Applications 7, 1962; for counts A. Atserias and P. Kolaitis,
*Structure and complexity of bag consistency*, PODS 2021). So a plan with a circle is refused, and
one in which two tables are of groups whose overlap is known (segments). See `plan`.

Estimates by group are made where a plan has one breakdown. Estimates of the whole are withdrawn
from a question where they would narrow a hidden count of a group (`audit`).
"""
