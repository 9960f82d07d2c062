"""How one count is treated: hidden if it is small, rounded if it is not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """The rule of a system; 7 and 5 are those of NHS Digital's statistical publications.

    Raises:
        ValueError: if a count above the threshold could be rounded to nought, which would then be
            mistaken for none.
    """

    threshold: int = 7
    """Counts from 1 to this are never published."""
    base: int = 5
    """Other counts are rounded to the nearest multiple of this, halves upwards; 0 stays 0."""

    def __post_init__(self) -> None:
        if self.threshold < 1 or self.base < 1:
            raise ValueError("the suppression threshold and the rounding base are at least 1")
        if self.rounded(self.threshold + 1) < self.base:
            raise ValueError("the rounding base is too large for the suppression threshold")

    @classmethod
    def kept(cls, threshold: int, base: int) -> Rule:
        """Make a rule that can be kept of numbers that were accepted once: a threshold too low for
        that is raised to the least that is not, so that more is hidden, never less."""
        return cls(max(threshold, _doubt(base)), base)

    @property
    def doubt(self) -> int:
        """How many values an implied small count may have at least: as many as rounding leaves to
        a shown one, and never fewer than 3."""
        return _doubt(self.base)

    @property
    def can_be_kept(self) -> bool:
        """Say whether small counts can be left in doubt: a hidden one has no more values than the
        threshold. Where it can't, protecting a table may end with nothing left to hide."""
        return self.threshold >= self.doubt

    def is_small(self, count: int) -> bool:
        """Say whether a count must be hidden."""
        return 1 <= count <= self.threshold

    def rounded(self, count: int) -> int:
        """Give the published figure of a count that is not small."""
        return (count + self.base // 2) // self.base * self.base

    def behind(self, figure: int) -> tuple[int, int]:
        """Give the least and the greatest count that a published figure may stand for."""
        if figure == 0:
            return 0, 0
        least = max(figure - self.base // 2, self.threshold + 1)
        return least, figure + (self.base - 1) // 2


def _doubt(base: int) -> int:
    return max(base, 3)
