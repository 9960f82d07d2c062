"""Disclosure control: which counts are published, and what nobody can work out from them.

`Rule` says how one count is treated, `Linked` describes counts that add up, `feasible` computes
what a reader can infer from published figures, and `protect` decides what to publish.
"""

from panel.disclosure.bounds import Range, feasible
from panel.disclosure.exact import Reader
from panel.disclosure.protection import exposed_to_solver, protect, reader_of
from panel.disclosure.rule import Rule
from panel.disclosure.tables import Linked, Sum

__all__ = [
    "Linked",
    "Range",
    "Reader",
    "Rule",
    "Sum",
    "exposed_to_solver",
    "feasible",
    "protect",
    "reader_of",
]
