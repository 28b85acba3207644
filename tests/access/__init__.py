"""Who may go where: the people and cases of the access tests, and the table they are held against."""
