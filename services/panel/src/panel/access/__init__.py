"""Communication needs (DAPB1605): what members say, and what it means for messages to them."""
