"""帮助: where everything is done and by whom, put together from the acts and the sections themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from apps.accounts.permissions import KEEPERS
from apps.accounts.rules import FOR_ACCOUNT, FOR_IDENTITY
from apps.acts.acts import all_acts
from apps.administration.permissions import lends_own_role
from apps.administration.sections import SECTIONS
from apps.lib.actors import Actor
from apps.lib.chinese import normalise_prose
from apps.orgs.enums import Role
from apps.pages.context_processors import ENTRIES, MANAGING

DOERS = Path(settings.BASE_DIR) / "data" / "doers.json"
"""Which roles do an act at some time or other: asked of the acts' own permissions, written by a test."""
DELEGATING = "administration:delegate"
_OWN = (
    ("accounts:account", "我的账号", "修改密码，启用或更换二次验证，退出其他设备上的登录。"),
    ("outbox:inbox", "消息", "轮到您办的事和与您有关的变化；办完的自己消失。"),
    ("outbox:job-list", "后台任务", "您导出的表格、导入的结果，做好以后在这里取。"),
)
"""What everybody reaches from the name at the top right."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be done, in the words of its own page."""

    label: str
    text: str
    roles: frozenset[Role]
    """Who does it at some time or other."""

    @property
    def who(self) -> str:
        """Return the roles in words, in their order."""
        return "、".join(role.label for role in Role if role in self.roles)


@dataclass(frozen=True, slots=True)
class Group:
    """What is done to one kind of thing."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the menu or of 管理, and what is done there."""

    label: str
    explain: str
    url: str
    """'' where the reader has not the page."""
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Help:
    """What 帮助 shows one person."""

    own: tuple[Place, ...]
    """Pages the person has, with what the person's role does there."""
    others: tuple[Place, ...]
    """What other roles do."""


@dataclass(frozen=True, slots=True)
class _Page:
    url_name: str
    label: str
    explain: str
    url: str
    is_own: bool


def help_page(actor: Actor, words: str = "") -> Help:
    """Return 帮助 for a person; with ``words`` what names them only, in any part of it."""
    wanted = normalise_prose(words).casefold().split()
    own, others = [], []
    for page in _pages(actor):
        mine, theirs = [], []
        for title, items in _done_at(page.url_name):
            kept = [
                item for item in items if _names(wanted, page.label, title, item.label, item.text, item.who)
            ]
            doing = [item for item in kept if page.is_own and actor.role in item.roles]
            mine.append(Group(title, tuple(doing)))
            theirs.append(Group(title, tuple(item for item in kept if item not in doing)))
        place = _place(page, mine)
        if page.is_own and (place.groups or _names(wanted, page.label, page.explain)):
            own.append(place)
        rest = _place(page, theirs)
        if rest.groups or (not page.is_own and _names(wanted, page.label, page.explain)):
            others.append(rest)
    return Help(tuple(own), tuple(others))


def _names(wanted: list[str], *said: str) -> bool:
    text = normalise_prose(" ".join(said)).casefold()
    return all(word in text for word in wanted)


def _place(page: _Page, groups: Iterable[Group]) -> Place:
    return Place(page.label, page.explain, page.url, tuple(group for group in groups if group.items))


def _pages(actor: Actor) -> Iterator[_Page]:
    for entry in ENTRIES:
        has = actor.role in entry.roles
        yield _Page(entry.url_name, entry.label, entry.explain, entry.url if has else "", has)
    for section in SECTIONS:
        has = section.sees(actor)
        if has or section.url_name != settings.IDENTITIES_PAGE or settings.SIGN_IN_GATE:
            label = f"{MANAGING.label} › {section.label}"
            yield _Page(section.url_name, label, section.explain, section.url if has else "", has)
    lends = lends_own_role(actor)
    at = {"body": actor.organisation_id, "person": actor.user_id}
    yield _Page(DELEGATING, "右上角 › 安排代班", "", reverse(DELEGATING, kwargs=at) if lends else "", lends)
    for url_name, label, explain in _OWN:
        yield _Page(url_name, f"右上角 › {label}", explain, reverse(url_name), True)


@cache
def _done_at(url_name: str) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """Return what is done at a page by what it is done to, in the order of the declarations."""
    doers = {name: frozenset(map(Role, roles)) for name, roles in json.loads(DOERS.read_bytes()).items()}
    found: dict[str, list[Item]] = {}
    for act in all_acts():
        if act.found_at == url_name:
            item = Item(act.label, act.helped, doers[act.name])
            found.setdefault(act.ground.title, []).append(item)
    for page, kept in ((settings.PEOPLE_PAGE, FOR_ACCOUNT), (settings.IDENTITIES_PAGE, FOR_IDENTITY)):
        if page == url_name:
            found.setdefault("登录", []).extend(
                Item(each.title, each.hint, KEEPERS) for each in kept.values()
            )
    return tuple((title, tuple(items)) for title, items in found.items())
