"""How a body comes to a decision: consensus, then a vote, as its terms say; pure (rule 2)."""
