"""Pages of 管理."""
