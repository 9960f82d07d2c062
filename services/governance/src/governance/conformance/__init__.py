"""Does a body keep to its terms of reference: each thing they ask, by clause, on a day."""
