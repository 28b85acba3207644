"""The weekly table as pure functions: movements, the independent recount, figures, pace (R10-R12)."""
