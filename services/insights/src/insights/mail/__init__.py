"""Mails to organisations: queued with what they tell, sent by the worker."""
