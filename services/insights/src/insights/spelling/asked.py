"""What a search is told of how its words are meant, read out of an address."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

Exact = Annotated[
    bool,
    Query(
        description="Search for the words as typed. Else a word that finds nothing that you may "
        "see gives way to one that does and is nearly the same, and `showing` says so."
    ),
]
