"""Pages of background work and of messages."""
