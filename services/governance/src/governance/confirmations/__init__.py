"""Double opt-in: nothing but an address is kept until the mail to it is answered."""
