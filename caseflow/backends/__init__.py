"""Django's two database backends, but that the columns of a query are written down once, not at each."""
