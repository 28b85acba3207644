"""Pages for everybody, without an account (R16)."""
