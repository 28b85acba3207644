"""诉求件 as desks and their authors read them."""
