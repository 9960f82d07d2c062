"""Pre-election periods, in which consultations should not begin; a system's own dated data."""
