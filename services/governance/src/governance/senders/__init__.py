"""Those who send a question, a statement or a petition: what is told and kept of them."""
