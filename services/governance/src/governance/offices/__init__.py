"""Offices that go round among posts, such as the chair: who holds one, and who may be next."""
