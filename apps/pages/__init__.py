"""The pages people work on, and the shared look of all of them."""
