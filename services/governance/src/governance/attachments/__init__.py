"""Files attached to papers: looked through, kept as clean copies, published with the paper."""
