"""Receipts of answers: signed, pseudonymous, and nowhere stored."""
