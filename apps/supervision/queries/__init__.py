"""Populations, people and pages of 项目抽查."""
