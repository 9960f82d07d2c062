"""How a body takes public questions, statements and petitions: dated data in its terms."""
