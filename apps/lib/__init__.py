"""Pure helpers without a Django app: one concept per module."""
