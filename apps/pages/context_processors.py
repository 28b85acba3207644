"""What the frame of every page shows: navigation, the acting person, the demonstration's clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from apps.accounts.services import sessions
from apps.administration.permissions import lends_own_role
from apps.administration.sections import sections_of
from apps.inspections.permissions import FIELD_ROLES
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import DISTRICT_ROLES, ENTERPRISE_ROLES, Role
from apps.othertrack.permissions import READERS as OTHER_TRACK_READERS
from apps.outbox.queries import unread_count
from apps.pages.permissions import CASE_READERS, reads_cases
from apps.signals.permissions import READERS as SIGNAL_READERS
from apps.supervision.permissions import READERS as DRAW_READERS
from apps.tickets.permissions import READERS
from apps.ui.templatetags.ui.formats import datetime_cn

if TYPE_CHECKING:
    from apps.orgs.models import Membership

REPORTING_ROLES = DISTRICT_ROLES | {Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.AUDITOR}
REGISTERING_ROLES = frozenset({Role.STREET_CLERK, Role.DISTRICT_CLERK})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the top navigation, and the roles that can use it."""

    key: str
    label: str
    url_name: str
    roles: frozenset[Role]
    explain: str = ""
    """One sentence: what is found there."""

    @property
    def url(self) -> str:
        return reverse(self.url_name)


ENTRIES = (
    Entry(
        "workbench",
        "工作台",
        "pages:workbench",
        CASE_READERS,
        "今天要办的事、期限和最近的办理，点一行就到那一户。",
    ),
    Entry(
        "cases",
        "案件",
        "pages:case-list",
        CASE_READERS,
        "按编号、姓名、地址查一户，按状态、街道、期限筛选。打开一户，页首是现在能办的事，不能办的写明在等什么。",
    ),
    Entry(
        "othertrack",
        "其他装修",
        "othertrack:index",
        OTHER_TRACK_READERS,
        "其他旧房装修和厨卫等局部改造：登记个人申请，核查装修备案、一码监管和合同，区县审查，核准装修结果；物业巡查也在这里。",
    ),
    Entry(
        "field",
        "现场",
        "field:index",
        FIELD_ROLES,
        "在手机上填写巡查、现场检查和复查；没有网络也能填写、拍照，有网络后送出。",
    ),
    Entry(
        "register",
        "登记",
        "cases:register",
        REGISTERING_ROLES,
        "住户在窗口申请时填写，没有填完的存为草稿。",
    ),
    Entry(
        "reports",
        "周报",
        "reports:index",
        REPORTING_ROLES,
        "每期的统计表、报送和接收、汇总；年终核定也在这里。每个数字都可以查到户。",
    ),
    Entry(
        "overview",
        "总览",
        "reports:overview",
        REPORTING_ROLES,
        "累计进度与目标、各单位的进度、期限和迟报。",
    ),
    Entry(
        "ratings",
        "评价",
        "ratings:ratings",
        REPORTING_ROLES | ENTERPRISE_ROLES,
        "住户在验收合格以后对服务的评价；装修企业看本企业的数字。",
    ),
    Entry(
        "supervision",
        "抽查",
        "supervision:index",
        DRAW_READERS,
        "项目抽查：按规则定总体，两位见证人封存数字，抽出办件和复核的人，谁都能复算。",
    ),
    Entry(
        "enterprises",
        "名录",
        "enterprises:index",
        frozenset(Role),
        "装修企业的名录和便民服务点；装修企业在这里申请列入、维护本企业。",
    ),
    Entry(
        "packages",
        "套餐",
        "packages:index",
        frozenset(Role),
        "名录中的企业公布的套餐：内容、价格，供装修人比较、自主选择。",
    ),
    Entry(
        "tickets",
        "诉求",
        "tickets:index",
        READERS,
        "投诉、线索和 12345 工单：受理、回访、转办、调解、办结；反映本单位的由上一级办理，不在这里。",
    ),
    Entry(
        "signals",
        "疑点",
        "signals:index",
        SIGNAL_READERS,
        "系统按所设参数找出的价格、照片、工期等可以看看的地方；由人决定排除还是核实，不是认定。",
    ),
)
MANAGING = Entry("administration", "管理", "administration:index", frozenset())
"""Shown to whoever has a section there, whatever the role."""


@dataclass(frozen=True, slots=True)
class Chrome:
    """The frame around a page."""

    entries: tuple[Entry, ...]
    active: str
    actor: Actor | None
    role_label: str
    memberships: tuple[Membership, ...]
    clock_text: str
    unread: SimpleLazyObject[str]
    """How many messages wait, counted only where the bell is drawn."""
    delegates: bool
    """Whether the actor may lend the own role to a colleague."""
    finds_cases: bool
    """Whether the search for cases is drawn."""
    session: SessionLeft | None
    source_url: str
    """Where this version's source is offered to everybody who uses it (AGPL-3.0 section 13)."""


@dataclass(frozen=True, slots=True)
class TextSize:
    """How large the letters are on the pages for everybody and the household's."""

    is_large: bool
    here: str
    """Address to come back to from the switch; only what a page that is kept for all knows of it."""


@dataclass(frozen=True, slots=True)
class SessionLeft:
    """How long the page may count on being signed in, in seconds."""

    user_id: int
    idle_left: int
    left: int


def _session_left(request: HttpRequest) -> SessionLeft | None:
    user, session = getattr(request, "user", None), getattr(request, "session", None)
    if user is None or session is None or not user.is_authenticated or sessions.SEEN not in session:
        return None
    return SessionLeft(
        user_id=user.pk,
        idle_left=round(sessions.idle_left(session)),
        left=round(sessions.absolute_left(session)),
    )


def _active(request: HttpRequest) -> str:
    """Name the entry a page belongs to, from its URL name."""
    match = request.resolver_match
    if match is None:
        return ""
    name = match.url_name or ""
    if name == "of-case":
        return "cases"
    # Before the namespaces: the overview lies in that of the reports and has an entry of its own.
    if "overview" in name:
        return "overview"
    if match.namespace in {
        *("reports", "field", "administration", "enterprises", "packages", "tickets"),
        *("othertrack", "supervision", "signals"),
    }:
        return match.namespace
    if match.namespace == "ratings":
        return "ratings" if name == "ratings" else "cases"
    if match.namespace == "exchange":
        return "othertrack"
    if match.namespace == "connections":
        return "" if name.startswith("returned") else "administration"
    if "register" in name:
        return "register"
    if name == "workbench":
        return "workbench"
    on_case = match.namespace in {"cases", "plans", "inspections", "archives"}
    return "cases" if on_case or "case" in name else ""


def _entries(actor: Actor | None) -> tuple[Entry, ...]:
    if actor is None:
        return ()
    entries = tuple(entry for entry in ENTRIES if actor.role in entry.roles)
    return (*entries, MANAGING) if sections_of(actor) else entries


def chrome(request: HttpRequest) -> dict[str, Chrome]:
    """Give templates the frame's content as ``chrome``."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "chrome": Chrome(
            entries=_entries(actor),
            active=_active(request),
            actor=actor,
            role_label=Role(actor.role).label if actor and actor.role in Role.values else "",
            memberships=tuple(getattr(request, "memberships", ())),
            clock_text=datetime_cn(clock.now(), "full") if clock.is_shifted() else "",
            unread=SimpleLazyObject(lambda: unread_count(actor) if actor else ""),
            delegates=actor is not None and lends_own_role(actor),
            finds_cases=bool(actor and reads_cases(actor)),
            session=_session_left(request),
            source_url=settings.SOURCE_URL,
        )
    }


def text_size(request: HttpRequest) -> dict[str, TextSize]:
    """Give templates the size of letters as ``text_size``."""
    query = request.GET.urlencode()
    return {
        "text_size": TextSize(
            is_large=request.COOKIES.get(settings.LETTERS_COOKIE) == "large",
            here=f"{request.path}?{query}" if query else request.path,
        )
    }
