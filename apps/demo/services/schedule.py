"""Letting many stories happen in one order of time: each resumes at the moment it named."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import count

from apps.lib import clock

Story = Iterator[datetime]
"""Runs until it names the moment at which it goes on."""


def play(stories: Iterable[tuple[datetime, Story]], *, until: datetime) -> int:
    """Play stories in the order of time up to ``until``; return how many steps were made.

    What a story would do later is left undone: that is how cases stand in every state.
    """
    # Breaks ties: a heap compares what it holds, and stories cannot be compared.
    order = count()
    queue = [(start, next(order), story) for start, story in stories if start < until]
    heapq.heapify(queue)
    steps = 0
    while queue:
        moment, _, story = heapq.heappop(queue)
        with clock.at(moment.astimezone(UTC)):
            following = next(story, None)
        steps += 1
        if following is not None and following < until:
            # A story may name a moment that has passed; time never runs back.
            heapq.heappush(queue, (max(following, moment), next(order), story))
    return steps
