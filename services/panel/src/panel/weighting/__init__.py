"""Weights that make the people who answered resemble the population, and what they are worth.

`rake` finds the weights, `fold` prepares the margins for it, `design_effect` and `margin_of_error`
say what weighting costs in certainty, and `service` joins answers to people in memory.
"""

from panel.weighting.margins import UNSAID, Folded, Margin, fold
from panel.weighting.precision import design_effect, effective_n, margin_of_error, weighted_share
from panel.weighting.raking import Raked, rake, trim

__all__ = [
    "UNSAID",
    "Folded",
    "Margin",
    "Raked",
    "design_effect",
    "effective_n",
    "fold",
    "margin_of_error",
    "rake",
    "trim",
    "weighted_share",
]
