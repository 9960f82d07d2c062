"""What the library found and what boards decided, as published: the panel's own small copies.

Kept from `insights.finding.*` and `governance.decision.recorded`, so that a bulletin can tell them.
Only what anybody may see is kept: a version for partners, or a confidential one, takes the copy
away. The latest version stands; a finding that was withdrawn or superseded is told no more.
"""
