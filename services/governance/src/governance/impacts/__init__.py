"""Further assessments of a decision: triple aim, equality and inequalities, integrated impact."""
