"""Assemblies and juries (rule 11 of the panel): commissioned by a body, and answered by one.

*Data.* A commission says what is asked, by whom, how many sit and what they reflect, when, and by
when which body answers. Of the lottery, which the panel holds, a small copy is kept: root, digits,
how many seats are filled; nobody who sits is known here. Recommendations are in the assembly's own
words; each may name the finding of the library that says how it was come to. Recommendations and
answers are append-only: a later answer replaces an earlier one, and both are kept.

*Rules.* Once the lottery is committed to, seats and categories stand. Only an assembly that was
drawn recommends. Every answer says why, and by which decision of the receiving body, that everybody
may read. What is answered is published and sent, by event, to those who sat.
"""
