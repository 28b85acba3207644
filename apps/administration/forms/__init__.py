"""Forms of 管理: they check, they never write."""
