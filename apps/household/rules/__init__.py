"""Codes, drawing and paper of the household's pages: pure functions."""
