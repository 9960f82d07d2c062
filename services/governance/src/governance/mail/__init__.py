"""Mails to those who ask, petition and sign: queued with the fact, sent by the worker."""
