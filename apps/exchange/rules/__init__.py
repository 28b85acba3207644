"""What systems outside are told of works, and what their answers mean."""
