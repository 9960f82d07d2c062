"""Assurance (rule 13): of a body's decisions in a period, how many say how people were involved.

*Data.* Everything is read from the record; only the principles that a decision shows are entered
here, each with its reason, and kept for good.

*Rules.* A decision describes its involvement where its current version has a statement of it.
Decisions that are withheld are counted apart, so that no figure tells of them. Levels and
communities are those of the activities and findings relied on that everybody may read. Every
figure carries the decisions that it counts. Decisions are counted, never people.
"""
