"""Pure rules of cases: no Django, no database."""
