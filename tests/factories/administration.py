"""Administrators for the small world, kept apart so that other tests meet nobody new."""

from __future__ import annotations

from datetime import date

from apps.accounts.services import staff
from apps.lib.actors import SYSTEM
from apps.orgs.enums import Role
from apps.orgs.models import User
from apps.orgs.queries import actor_of
from apps.orgs.services import appoint, create_user
from tests.factories.world import NOON, SINCE, World

ADMINISTRATORS = (
    ("guan", "管演示", "shangcheng"),
    ("guan_xihu", "关演示", "xihu"),
    ("guan_city", "官演示", "city"),
    ("guan_qingbo", "冠演示", "qingbo"),
)
"""(attribute, name, organisation) as in ``PERSONAS``."""


def add_administrators(world: World) -> None:
    """Appoint the administrators; personas ``world.guan`` and so on."""
    for username, name, where in ADMINISTRATORS:
        user = create_user(by=SYSTEM, username=username, name=name, password=None)
        world.people[username] = actor_of(
            appoint(
                by=SYSTEM,
                user=user,
                organisation=getattr(world, where),
                role=Role.ADMINISTRATOR,
                valid_from=SINCE,
            )
        )


def add_colleague(world: World, *, role: Role = Role.DISTRICT_CLERK, on: date | None = None) -> User:
    """Let 上城's administrator add 佟示例, whose role then waits for confirmation."""
    return staff.add_colleague(
        by=world.guan,
        organisation=world.shangcheng,
        name="佟示例",
        username="tong",
        roles=[role],
        valid_from=on or NOON.date(),
    )
