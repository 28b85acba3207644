"""Acts that happen at one moment, each on a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection

from apps.lib import clock

PATIENCE = 30
"""Seconds after which a thread that never arrives fails the test instead of hanging it."""


def at_once(acts: Sequence[Callable[[], object]], *, moment: datetime) -> list[object]:
    """Run acts in threads released by one barrier; return what each gave or raised, in order."""
    released = threading.Barrier(len(acts), timeout=PATIENCE)
    outcomes: list[object] = [None] * len(acts)

    def run(index: int, act: Callable[[], object]) -> None:
        try:
            with clock.at(moment):
                released.wait()
                outcomes[index] = act()
        except Exception as error:  # noqa: BLE001 - a thread's error is an outcome to look at
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return outcomes
