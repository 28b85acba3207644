"""What the pages of 管理 show."""
