"""A small world to measure in: the tests' own, with a token of 清波街道's clerk; prints the token.

Started under the settings that are measured: python -m bench.world
"""

from __future__ import annotations

import sys

import django

django.setup()

from apps.lib import clock  # noqa: E402  (models want the settings first)
from apps.lib.actors import SYSTEM  # noqa: E402
from apps.outbox.services import run_due_jobs, tick  # noqa: E402
from apps.programs.services import open_program  # noqa: E402
from tests.factories.callers import token_for  # noqa: E402
from tests.factories.world import make_world  # noqa: E402


def main() -> None:
    """Make the world of today and print the token of a machine of the street's counter."""
    world = make_world()
    year = clock.today().year
    if year != world.program.year:
        open_program(by=SYSTEM, year=year, name=f"{year} 年度", group=world.program.group)
    # A year's snapshots are taken once, at the first start; that is no part of a counter's ordinary day.
    tick()
    while run_due_jobs():
        pass
    sys.stdout.write(token_for(world.zhou))


if __name__ == "__main__":
    main()
