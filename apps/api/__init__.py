"""What every URL of the API stands on; knows organisations and tokens, no case."""
