"""Being part of whatever is being written."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

P = ParamSpec("P")
R = TypeVar("R")


def joining(function: Callable[P, R]) -> Callable[P, R]:
    """Run within the caller's transaction, or in one of its own when there is none.

    For writes that other services make on the way: ``transaction.atomic`` would set a savepoint at
    each, and registering one household would set two dozen. A failure must undo the whole act, so
    whoever catches it inside a transaction sets a savepoint around the call.
    """

    @wraps(function)
    def joined(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return function(*args, **kwargs)
        with transaction.atomic():
            return function(*args, **kwargs)

    return joined
