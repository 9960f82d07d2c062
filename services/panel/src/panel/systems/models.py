"""Tables: systems, places, population."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from panel.tables import Base


class System(Tenanted, Base):
    """One Integrated Care System, with the settings of its panel."""

    __tablename__ = "systems"

    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    gss: Mapped[str] = mapped_column(Text)
    suppression_threshold: Mapped[int]
    """Counts from 1 to this are never published."""
    rounding_base: Mapped[int]
    """Other published counts are rounded to the nearest multiple of this."""
    minimum_age: Mapped[int]
    """Years that a person must be old to join."""
    weighting_dimensions: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default="{place,age_band,sex,ethnic_group,disability}"
    )
    """What results are weighted to: place, and dimensions of the population."""
    weight_cap: Mapped[float] = mapped_column(server_default="5")
    """The greatest weight of one person, as a multiple of the mean."""
    least_effective: Mapped[int] = mapped_column(server_default="30")
    """People who must stand behind a published weighted estimate, after the design effect."""
    panel_target: Mapped[int | None]
    """How many members the panel is to have; None where none is set."""

    __table_args__ = (
        CheckConstraint("suppression_threshold >= 1", name="suppression_threshold"),
        CheckConstraint("rounding_base >= 1", name="rounding_base"),
        CheckConstraint("panel_target >= 1", name="panel_target"),
        CheckConstraint("minimum_age BETWEEN 0 AND 120", name="minimum_age"),
        CheckConstraint("weight_cap > 1", name="weight_cap"),
        CheckConstraint("least_effective >= 1", name="least_effective"),
    )


class Place(Tenanted, Base):
    """A place of a system: a borough, a city, a group of districts."""

    __tablename__ = "places"

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    population: Mapped[int]
    """Usual residents of all ages."""
    authorities: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """GSS codes of the local authorities that it is made of."""
    localities: Mapped[list[Any]]
    """Parts of it: [{code, name, authorities}]."""

    __table_args__ = (ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),)


class Population(Tenanted, Base):
    """Usual residents of a place by one category of one dimension."""

    __tablename__ = "population"

    place: Mapped[str] = mapped_column(String(60), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(60), primary_key=True)
    category: Mapped[str] = mapped_column(String(60), primary_key=True)
    people: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    """Where the figure comes from, such as census2021."""

    __table_args__ = (
        ForeignKeyConstraint(["ics", "place"], ["panel.places.ics", "panel.places.code"]),
    )
