"""SQL of vocabularies and their terms."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.systems.schemas import VocabularyInFile
from panel.vocabularies.models import Term, Vocabulary


async def versions_in_force(
    session: ReadSession, ics: SystemCode, on: date, codes: Collection[str] | None = None
) -> Sequence[Vocabulary]:
    """Give the version of each vocabulary that is in force on a day: the latest to begin."""
    query = (
        select(Vocabulary)
        .where(Vocabulary.ics == ics, Vocabulary.valid_from <= on)
        .where(or_(Vocabulary.valid_to.is_(None), Vocabulary.valid_to >= on))
        .ext(distinct_on(Vocabulary.code))
        .order_by(Vocabulary.code, Vocabulary.valid_from.desc(), Vocabulary.version.desc())
    )
    if codes is not None:
        query = query.where(Vocabulary.code.in_(codes))
    return (await session.scalars(query)).all()


async def terms_of(
    session: ReadSession, ics: SystemCode, vocabularies: Sequence[Vocabulary]
) -> Sequence[Term]:
    """Give the terms of some versions, each version's in their order."""
    wanted = {(v.code, v.version) for v in vocabularies}
    query = (
        select(Term)
        .where(Term.ics == ics, Term.vocabulary.in_({code for code, _ in wanted}))
        .order_by(Term.vocabulary, Term.version, Term.position)
    )
    found = (await session.scalars(query)).all()
    return [term for term in found if (term.vocabulary, term.version) in wanted]


async def every_term(
    session: ReadSession, ics: SystemCode, codes: Collection[str]
) -> Sequence[Term]:
    """Give the terms of all versions of some vocabularies."""
    query = select(Term).where(Term.ics == ics, Term.vocabulary.in_(codes))
    ordered = query.order_by(Term.vocabulary, Term.version, Term.position)
    return (await session.scalars(ordered)).all()


async def upsert(session: WriteSession, ics: SystemCode, file: VocabularyInFile) -> None:
    """Write one version of a vocabulary; terms that the file no longer has stay."""
    said = file.model_dump(include={"valid_from", "valid_to", "question", "why"})
    head = insert(Vocabulary).values(ics=ics, code=file.code, version=file.version, **said)
    await session.execute(
        head.on_conflict_do_update(index_elements=["ics", "code", "version"], set_=said)
    )
    if not file.terms:
        return
    term = insert(Term).values(
        [
            {
                "ics": ics,
                "vocabulary": file.code,
                "version": file.version,
                "position": position,
                **term.model_dump(include={"code", "label", "parent", "why"}),
                "access": term.access(),
            }
            for position, term in enumerate(file.terms)
        ]
    )
    new = term.excluded
    await session.execute(
        term.on_conflict_do_update(
            index_elements=["ics", "vocabulary", "version", "code"],
            set_={
                "label": new.label,
                "parent": new.parent,
                "position": new.position,
                "access": new.access,
                "why": new.why,
            },
        )
    )
