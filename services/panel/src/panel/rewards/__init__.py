"""Rewards and expenses (rule 12): offers, claims, payment; a ledger apart from answers."""
