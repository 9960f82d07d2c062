"""The decision log's files, as governance gives them."""
