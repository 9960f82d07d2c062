"""Files of findings and of stories: what is taken in, where the bytes are, who may have them."""
