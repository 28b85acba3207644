"""docs/access.md: act x role x state, as the acts' own permissions answer on the stage."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404

from apps.acts.acts import Act, Ground, all_acts, lasts
from apps.administration.acts.calendar import CALENDAR_YEAR
from apps.administration.acts.grounds import (
    CONDITION,
    CONDITIONS,
    MATERIALS,
    MILESTONES,
    PARAMETER,
    RETENTION,
    RULE_SET,
    SPANS,
    STATUTE,
    TARGET,
    WORDING,
    YEAR,
)
from apps.administration.acts.initial import INITIAL
from apps.administration.acts.layouts import LAYOUT
from apps.administration.acts.on_bodies import ON_BODY, ON_CHANGE
from apps.administration.acts.people_grounds import BODY, OWN_ROLES, PERSON, POST
from apps.administration.acts.tokens import TOKEN as ON_TOKEN
from apps.administration.acts.tokens import TOKENS as ON_TOKENS
from apps.archives.acts import ARCHIVE, TRANSFERS
from apps.cases.acts.grounds import APPLICATION, COUNTER, HANDED_ON, HOLD
from apps.cases.acts.texts import TEXTS
from apps.connections.acts import DELIVERY, PARTNER, RETURNED
from apps.enterprises.acts import ENTERPRISE, KEEPER, LISTING, POINT, ROLL
from apps.household.acts import SLIPS
from apps.inspections.acts.appointments import APPOINTMENT, APPOINTMENTS
from apps.inspections.acts.defects import SAID
from apps.inspections.acts.grounds import ACCEPTANCE, DEFECT, ITEM, PAUSE, WORKS
from apps.letters.acts import LETTER, LETTERS
from apps.lib.actors import Actor
from apps.lib.decisions import Denied
from apps.orgs.enums import Role
from apps.othertrack.acts import RENOVATION, RENOVATIONS
from apps.packages.acts import OFFERING, PACKAGE
from apps.plans.acts.grounds import PLAN
from apps.ratings.acts import RATING
from apps.reports.acts.grounds import WEEK, YEAR_CLOSE
from apps.revocations.acts import SUPERVISION
from apps.signals.acts import SIGNAL
from apps.supervision.acts import DRAW, DRAWS, RECHECK, TIE
from apps.tickets.acts import TICKET, TICKETS
from tests.access.moments import (
    BODIES,
    CLOSES,
    DIRECTORY,
    KEPT,
    MOMENTS,
    PEOPLE,
    TOKEN,
    TOKENS,
    VISITS,
    WEEKS,
    Moment,
    at_moment,
    moments_of,
    urls,
)
from tests.access.stage import Stage
from tests.access.unchanging import kept_cases
from tests.access.voices import PUSHED, SYSTEMS

PERSONS: dict[Role, str] = {
    Role.STREET_CLERK: "zhou",
    Role.DISTRICT_CLERK: "wang",
    Role.DISTRICT_REVIEWER: "shen",
    Role.DISTRICT_INSPECTOR: "yan",
    Role.DISTRICT_LEADER: "ling",
    Role.CITY_OFFICER: "shi",
    Role.PROVINCE_OFFICER: "sheng",
    Role.DESIGNER: "chen",
    Role.SITE_MANAGER: "jiang",
    Role.PROPERTY_PATROL: "wu",
    Role.AUDITOR: "shenji",
    Role.ADMINISTRATOR: "guan",
    Role.DIRECTORY_KEEPER: "jian",
    Role.FINANCE_READER: "cai",
}
"""Who answers for a role: somebody in whose rows the stage's cases lie."""

GROUNDS: tuple[Ground[Any], ...] = (
    COUNTER,
    APPLICATION,
    HANDED_ON,
    HOLD,
    PLAN,
    WORKS,
    PAUSE,
    DEFECT,
    ACCEPTANCE,
    ITEM,
    ARCHIVE,
    SUPERVISION,
    TRANSFERS,
    LETTERS,
    LETTER,
    RATING,
    SAID,
    APPOINTMENTS,
    APPOINTMENT,
    SLIPS,
    TEXTS,
    WEEK,
    YEAR_CLOSE,
    YEAR,
    TARGET,
    MILESTONES,
    SPANS,
    PARAMETER,
    CONDITIONS,
    CONDITION,
    RETENTION,
    MATERIALS,
    STATUTE,
    INITIAL,
    RULE_SET,
    WORDING,
    LAYOUT,
    KEEPER,
    ROLL,
    LISTING,
    POINT,
    ENTERPRISE,
    OFFERING,
    PACKAGE,
    TICKETS,
    TICKET,
    SIGNAL,
    RENOVATIONS,
    RENOVATION,
    DRAWS,
    DRAW,
    RECHECK,
    TIE,
    CALENDAR_YEAR,
    ON_TOKENS,
    ON_TOKEN,
    PARTNER,
    DELIVERY,
    RETURNED,
    BODY,
    PERSON,
    OWN_ROLES,
    POST,
    ON_BODY,
    ON_CHANGE,
)
"""Grounds in the order of the page; those of one title share a table."""

COMMAND = "pytest tests/access/test_page.py --rewrite"
NEVER = "—"
HEAD = f"""# 谁在什么时候可以办什么

本页由 `{COMMAND}` 生成：在测试的一组案件和周报上，逐个向每项操作自己的权限函数提问
（页面、按钮和接口用的是同一个函数），不是从文字推出来的；测试会比较两者。

读法：

- 每张表一类对象，每行一项操作，每列一个岗位；只看本岗位辖区内的案件和周报（辖区以外一律查无此件）。
- **可** 后面是现在就可以办的状态；**等** 后面是要等的状态，括号里是原因代码
  （`status` 状态不对，`hold` 有待办事项挡住，其余见接口文档）；“其余”是看得到的其他状态。
- **不** 后面是虽然看得到、但这一岗位永远不能办的状态；`{NEVER}` 是任何状态都不能办。
- “同左”与左边一格相同；“甲～乙”是下面“状态”一行中从甲到乙的连续几个。没有列出的岗位在这类对象上一项也不能办。
- 权限之外，服务还会检查内容和前后关系（日期、附件、验收结果等），这里不列。
- 名录以上城区自己公布的为例：市建委的名录管理对市建委公布的名录，与区县经办对本区的相同。
- 周报以上城区一期为例：它向市里报送，所以由市级主管接收；直报省里的县（市、区）由省级主管接收。
- 项目抽查以上城区发起、市级主管为见证人之一的为例；别人做见证人的，由那个人封存和开封。
- 抽查复核以一位经办和一位验收人员被抽中去的为例。
"""


@dataclass
class Cell:
    """What one role hears about one act: moments by answer, in their order."""

    seen: list[str] = field(default_factory=list)
    may: list[str] = field(default_factory=list)
    waits: dict[str, list[str]] = field(default_factory=dict)
    never: list[str] = field(default_factory=list)

    def note(self, moment: str, answer: str) -> None:
        """Take an answer: "" for yes, "never", or the code of what it waits for."""
        self.seen.append(moment)
        if not answer:
            self.may.append(moment)
        elif answer == "never":
            self.never.append(moment)
        else:
            self.waits.setdefault(answer, []).append(moment)


Cells = dict[tuple[str, Role], Cell]


ASKED = (
    *(*MOMENTS, *WEEKS, *CLOSES, *KEPT, *DIRECTORY, *PEOPLE, *TOKENS, *TOKEN, *BODIES, *VISITS),
    *(*SYSTEMS, *PUSHED),
)


def evaluated(stage: Stage) -> Cells:
    """Ask every act at every moment for every role."""
    cells: Cells = {(act.name, role): Cell() for act in all_acts() for role in PERSONS}
    for moment in ASKED:
        asked = [act for act in all_acts() if moment in moments_of(act)]
        with at_moment(stage, moment.name) as subject, kept_cases():
            for role, name in PERSONS.items():
                actor = stage.world.people[name]
                for ground in {act.ground for act in asked}:
                    seen = seen_by(ground, actor, subject)
                    for act in asked:
                        if act.ground is ground:
                            _ask(act, actor, seen, cells[act.name, role], moment.name)
    return cells


def seen_by(ground: Ground[Any], actor: Actor, subject: Any) -> list[Any] | None:
    """Return what the actor can see of a ground at a subject; None where the role never looks at such."""
    if isinstance(ground.reads(actor), Denied):
        return None
    found = []
    for place in urls(ground, subject):
        with suppress(Http404):
            found.append(ground.load(actor, **place))
    return found


def _ask(act: Act[Any], actor: Actor, seen: list[Any] | None, cell: Cell, moment: str) -> None:
    if seen is None:
        cell.note(moment, "never")
        return
    decisions = [act.may(actor, each) for each in seen]
    said = {"never" if lasts(each) else each.code if isinstance(each, Denied) else "" for each in decisions}
    if said:
        cell.note(moment, min(said))


def access_page(cells: Cells) -> str:
    """Return docs/access.md."""
    strange = sorted(act.name for act in all_acts() if act.ground not in GROUNDS)
    assert not strange, f"these acts stand on a ground without a table: {strange}"
    parts = [HEAD, f"案件的状态：{'、'.join(each.label for each in MOMENTS)}。\n"]
    parts.append(f"周报的状态：{'、'.join(each.label for each in WEEKS)}。\n")
    parts.append(f"年终核定的状态：{'、'.join(each.label for each in CLOSES)}。\n")
    parts.append(
        f"人员的状态：{'、'.join(each.label for each in PEOPLE)}（上城区的经办，岗位由分管领导添加）。\n"
    )
    parts.append(f"机构以上城和它下面的物业服务企业为例：{'、'.join(each.label for each in BODIES)}。\n")
    for title in dict.fromkeys(ground.title for ground in GROUNDS):
        parts.append(_table(title, [act for act in all_acts() if act.ground.title == title], cells))
    return "\n".join(parts)


def _table(title: str, acts: Iterable[Act[Any]], cells: Cells) -> str:
    rows = list(acts)
    roles = [role for role in PERSONS if any(_does(cells[act.name, role]) for act in rows)]
    lines = [
        f"## {title}",
        "",
        f"| 操作 | {' | '.join(role.label for role in roles)} |",
        f"| --- |{' --- |' * len(roles)}",
    ]
    for act in rows:
        words = [_words(cells[act.name, role], moments_of(act)) for role in roles]
        said = [
            "同左" if each == left and each != NEVER else each
            for left, each in zip(["", *words], words, strict=False)
        ]
        lines.append(f"| {act.label}<br>`{act.name}` | {' | '.join(said)} |")
    return "\n".join([*lines, ""])


def _does(cell: Cell) -> bool:
    return len(cell.never) < len(cell.seen)


def _words(cell: Cell, order: tuple[Moment, ...]) -> str:
    if not _does(cell):
        return NEVER
    parts = []
    if cell.may:
        parts.append(f"**可** {_spelt(cell.may, cell, order)}")
    most = max(cell.waits, key=lambda code: len(cell.waits[code]), default="")
    for code, moments in sorted(cell.waits.items(), key=lambda each: (each[0] == most, each[0])):
        rest = code == most and (cell.may or len(cell.waits) > 1)
        parts.append(f"**等** {'其余' if rest else _spelt(moments, cell, order)}（`{code}`）")
    if cell.never:
        parts.append(f"**不** {_spelt(cell.never, cell, order)}")
    return "<br>".join(parts)


def _spelt(names: list[str], cell: Cell, order: tuple[Moment, ...]) -> str:
    """Return moments in words; several in a row, as far as the role sees them, as a range."""
    if len(order) == 1:
        return "随时"
    visible = [each for each in order if each.name in cell.seen]
    if len(names) == len(visible):
        return "看得到的任何状态"
    runs: list[list[str]] = []
    previous = -2
    for place, moment in enumerate(visible):
        if moment.name not in names:
            continue
        if place == previous + 1:
            runs[-1].append(moment.label)
        else:
            runs.append([moment.label])
        previous = place
    return "、".join("～".join((run[0], run[-1])) if len(run) > 2 else "、".join(run) for run in runs)
