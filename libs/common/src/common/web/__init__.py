"""The HTTP edge: one application factory, one unit of work, one form of refusal."""
