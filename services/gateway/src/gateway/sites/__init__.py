"""Registered websites: who may frame the sign-up form and read feeds from a browser."""
