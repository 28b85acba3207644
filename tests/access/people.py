"""The URLs of 人员账号 of 上城: its people, their roles, grants that wait."""

from __future__ import annotations

from apps.administration.permissions import ADMINISTERING
from tests.access.entries import Entry, Rows
from tests.access.stage import ROLES, Stage

KEEPERS = frozenset(name for name, role in ROLES.items() if role in ADMINISTERING)
KEEP = frozenset({"ling", "shi", "guan"})
"""Who keeps the people of 上城: its leader, the city above, its administrator."""
_BODY = lambda stage: {"body": stage.world.shangcheng.pk}  # noqa: E731


def person(name: str, who: frozenset[str], colleague: str = "wang") -> Entry:
    """A URL of a person of 上城."""

    def args(stage: Stage) -> dict[str, object]:
        return {"body": stage.world.shangcheng.pk, "person": stage.world.people[colleague].user_id}

    return Entry(name, Rows.PEOPLE, who, who, args)


def post_of(name: str, who: frozenset[str], matter: str) -> Entry:
    """A URL of a role of 上城: one that is held, or one that waits for confirmation."""
    return Entry(name, Rows.PEOPLE, who, who, lambda stage: {"pk": stage.matters[matter]})


PEOPLE = (
    Entry("administration:people", Rows.NONE, KEEPERS),
    Entry("administration:people-of", Rows.PEOPLE, KEEP, args=_BODY),
    Entry("administration:review-paper", Rows.PEOPLE, KEEP, args=_BODY),
    Entry("administration:review", Rows.PEOPLE, KEEP, KEEP, args=_BODY),
    Entry("administration:add", Rows.PEOPLE, KEEP, KEEP, args=_BODY),
    person("administration:grant", KEEP),
    person("administration:delegate", KEEP | {"wang"}),
    person("administration:move", KEEP),
    person("administration:rename", KEEP),
    person("administration:dismiss", KEEP),
    person("administration:reactivate", KEEP),
    person("administration:admit-password", KEEP),
    post_of("administration:end", KEEP, "held role"),
    post_of("administration:confirm", KEEP, "waiting role"),
    post_of("administration:decline", KEEP, "waiting role"),
)
