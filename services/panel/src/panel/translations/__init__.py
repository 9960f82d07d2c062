"""A survey's texts in other languages (rule 10 of the panel).

Staff write a translation while the survey is a draft: text by text, with who made it and on which
day. A language is offered to those who are asked if its translation was complete when the survey
was opened, and never changes after that; otherwise they read the English original, which is always
there. Only texts differ: codes, routing, quotas and results know no language.
"""
