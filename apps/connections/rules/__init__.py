"""Pure rules of 对接: what a system outside is, and what its answers mean."""
