"""Rules of 管理: how the file of a site is read."""
