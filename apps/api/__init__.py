"""What every address of the API stands on; knows organisations and tokens, no case."""
