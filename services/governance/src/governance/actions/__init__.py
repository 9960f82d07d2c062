"""Actions: who is to do what, by when."""
