"""Journeys through the site in a real browser, as the people of the programme walk them."""
