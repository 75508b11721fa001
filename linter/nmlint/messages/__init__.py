"""LINE messages and SMS as they leave: what each is made of, and to whom it goes."""
