"""The sections of 管理: each registers itself with one line of :data:`SECTIONS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from apps.administration.permissions import (
    administers_any,
    imports,
    keeps_numbers,
    may_announce,
)
from apps.administration.queries.people import waiting_for
from apps.administration.queries.reviews import due_for
from apps.administration.queries.tokens import ending_soon
from apps.connections.queries import waits as connections_wait
from apps.lib.actors import Actor
from apps.outbox.permissions import oversees
from apps.outbox.queries import unfinished_count
from apps.reports.permissions import sets_initial


def _nothing(_actor: Actor) -> str:
    return ""


def _people_waits(actor: Actor) -> str:
    grants, reviews = waiting_for(actor).count(), due_for(actor)
    said = [f"{grants} 个岗位待确认"] if grants else []
    return "，".join([*said, f"{reviews} 个单位该复核了"] if reviews else said)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of 管理: a card of its index, a page of its own."""

    name: str
    label: str
    explain: str
    """One sentence: what is done there."""
    url_name: str
    sees: Callable[[Actor], bool]
    """Whether the actor has the section. Every page of the site asks it: from the actor alone, no query."""
    waits: Callable[[Actor], str] = _nothing
    """What waits there for the actor in a few words, '' for nothing; asked by the index only."""

    @property
    def url(self) -> str:
        return reverse(self.url_name)


SECTIONS: tuple[Section, ...] = (
    Section(
        "people",
        "人员账号",
        "添加同事、任免岗位、安排代班、停用账号，替登不进来的同事解锁；每半年复核一次名单。",
        "administration:people",
        administers_any,
        _people_waits,
    ),
    Section(
        "bodies",
        "机构与管辖",
        "下级机构、名称、电话和联系人；管辖范围、报送关系从哪天起变，会移交哪些办件。",
        "administration:bodies",
        administers_any,
    ),
    Section(
        "identities",
        "统一身份认证",
        "把同事的账号与统一身份认证关联，或者解除。",
        "administration:identities",
        lambda actor: bool(settings.SIGN_IN_GATE) and administers_any(actor),
    ),
    Section(
        "calendar",
        "工作日历",
        "公布一年的放假和调休安排；先看哪些周报和期限会变，再重算。",
        "administration:calendar",
        lambda actor: bool(may_announce(actor)),
    ),
    Section(
        "tokens",
        "接口令牌",
        "为其他系统签发、撤销接口令牌，看到期和最近使用。",
        "administration:tokens",
        administers_any,
        ending_soon,
    ),
    Section(
        "jobs",
        "定时与后台任务",
        "系统自己运行的工作：下一次、最近一次，没有完成的可以重试。",
        "outbox:schedule",
        oversees,
        lambda actor: f"{count} 项没有完成" if (count := unfinished_count(actor)) else "",
    ),
    Section(
        "connections",
        "对接",
        "向其他系统推送的每一件和每一次调用：停用、启用，对方不收的，再推送一次。",
        "connections:connections",
        oversees,
        lambda _actor: connections_wait(),
    ),
    Section(
        "site",
        "系统设定",
        "版本、源代码、每一项运行设定的现值。只能查看。",
        "administration:site",
        oversees,
    ),
    Section(
        "years",
        "年度、目标、规则",
        "下达目标和节点，开启年度，维护规则版本和本级参数；每次变更另出一版，以前的照样保留。",
        "administration:years",
        keeps_numbers,
    ),
    Section(
        "initial",
        "期初数",
        "年中启用的单位，启用以前书面统计的累计户数和金额；报送以后的更正写明原因。",
        "administration:initial",
        sets_initial,
    ),
    Section(
        "import",
        "导入",
        "按一个文件成批补上机构、年度、目标和企业；与网站不同的逐项决定改不改。",
        "administration:import",
        imports,
    ),
)


def sections_of(actor: Actor) -> tuple[Section, ...]:
    """Return the sections an actor has, in their order."""
    return tuple(section for section in SECTIONS if section.sees(actor))
