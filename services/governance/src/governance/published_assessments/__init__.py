"""Assessments that everybody may read: what was judged, under which law, on what grounds."""
