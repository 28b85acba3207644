"""Setting a site up from its file: calendar, rules, bodies, people, years, enterprises.

Everything goes through the services of the pages, in one transaction: a mistake in the last line leaves
nothing behind. What is there as the file says stays as it is; what is there otherwise is changed only where
somebody has decided it, item by item.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from apps.administration.permissions import ADMINISTERING, may_import
from apps.administration.queries.setup import REGIONS, compare
from apps.administration.queries.setup_initial import TABLE as INITIAL
from apps.administration.queries.setup_initial import entering, key_of
from apps.administration.queries.setup_items import Compared, Item
from apps.administration.rules.setup import BadSite, Entry, Fault, read_site
from apps.administration.services.first_sign_in import own_links
from apps.audit.services import Subject, record
from apps.enterprises.services import join_account, record_enterprise
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import OrganisationKind, Role
from apps.orgs.models import Membership, Organisation, Region, User
from apps.orgs.services import (
    appoint,
    create_organisation,
    create_user,
    load_regions,
    load_successions,
    note_change,
    open_body,
    set_telephone,
    successions_on_file,
)
from apps.outbox.services import enqueue
from apps.programs.models import Program, Target
from apps.programs.services import (
    change_target,
    freeze_rule_set,
    load_calendar,
    open_program,
    set_milestones,
    set_targets,
)
from apps.reports.services import set_opening_figures

HANGZHOU = "3301"
"""区划代码 of 杭州市."""
APPLY, KEEP = "apply", "keep"
"""What is decided of an item that differs: take the file's, or leave the site's."""

_RULES_ELSEWHERE = "规则版本请在“年度、目标、规则”里拟稿、预览、发布；文件里的只在首次启用时写入。"


@dataclass(slots=True)
class SetUp:
    """What was made, in words, what differs and stays, and how new people come in."""

    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[Item] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    """Accounts without a password yet."""
    links: dict[str, str] = field(default_factory=dict)
    """By account, for those of them whom nobody could let in: where they set it, shown once."""


@transaction.atomic
def set_up(*, text: str, by: Actor, decided: Mapping[str, str] | None = None, first: bool = True) -> SetUp:
    """Make what the file names and is not there yet, and change what was decided to be changed.

    ``decided`` says of each item that differs :data:`APPLY` or :data:`KEEP`; None keeps all of them and names
    them in the result. Raises BadSite with every fault, or Refused; then nothing is made.
    """
    site = read_site(text)
    result = SetUp()
    if not Region.objects.exists():
        load_regions(path=REGIONS, by=by)
        result.made.append(f"行政区划 {Region.objects.count()} 个")
    elif ended := successions_on_file(REGIONS):
        load_successions(path=REGIONS, by=by)
        result.made.append(f"区划更替：{'、'.join(each.name for each in ended)}")
        # What is over by the file is in effect from today on; its cases follow right after the commit.
        enqueue(task="cases.follow_bodies", by=by)
    found = compare(site, first=first)
    if found.faults:
        raise BadSite(list(found.faults))
    _require_decided(found, decided)
    _Maker(site.since, by, result, first).make(found, site.tables, site.calendar)
    for item in found.differing:
        if decided is not None and decided[item.key] == APPLY:
            _change(item, site.tables, by)
            result.changed.append(f"{item.what}：{item.before} → {item.after}")
        else:
            result.kept.append(item)
    result.kept += found.elsewhere
    result.links = own_links(result.people)
    return result


def import_site(
    *, by: Actor, organisation_id: int, text: str, decided: Mapping[str, str], version: int | None = None
) -> SetUp:
    """Bring a file into a running site, with a decision for every item that differs."""
    with transaction.atomic():
        body = open_body(organisation_id, version)
        require(may_import(by, body))
        result = set_up(text=text, by=by, decided=decided, first=False)
        counts = {"made": len(result.made), "changed": len(result.changed), "kept": len(result.kept)}
        note_change(by=by, body=body, action="organisation.site_imported", facts=counts)
        return result


def has_administrator() -> bool:
    """Whether somebody administers a body already: then the first run is over."""
    return Membership.objects.filter(role__in=ADMINISTERING).exists()


def first_run(*, text: str) -> SetUp:
    """Set a new site up from its first file, whose list of people holds as it is.

    Refused where somebody administers a body already, and where the file names nobody who would.
    """
    with transaction.atomic():
        # Its chain is the lock: of two first runs the second finds the first one's people.
        record(by=SYSTEM, subject=Subject("site", "first"), action="site.first_run")
        if has_administrator():
            raise Refused("网站已经启用，这个链接失效了。请登录后在“管理”里办理。", code="over")
        result = set_up(text=text, by=SYSTEM, decided={})
        if not has_administrator():
            raise Refused(
                "名单里还没有管理员、分管领导或市、省级主管：启用后没有人能继续办理。请至少写上一位。",
                field="text",
                code="nobody",
            )
        return result


def _require_decided(found: Compared, decided: Mapping[str, str] | None) -> None:
    if decided is None:
        return
    for item in found.differing:
        if decided.get(item.key) not in (APPLY, KEEP):
            raise Refused(
                f"{item.what}与网站不同（网站 {item.before}，文件 {item.after}）：请选择改或不改。",
                field="decisions",
                code="undecided",
            )


@dataclass(slots=True)
class _Maker:
    since: date
    by: Actor
    result: SetUp
    first: bool

    def make(
        self, found: Compared, tables: Mapping[str, tuple[Entry, ...]], calendar: tuple[int, ...]
    ) -> None:
        """Make the new items, in the order in which one names another."""
        new = {each.key for each in found.new}
        for year in calendar:
            if f"calendar:{year}" in new:
                made = load_calendar(by=self.by, year=year)
                self.said(f"{year} 年工作日历{'（暂按周末）' if made.provisional else ''}")
        for entry in tables["rules"]:
            if f"rules:{entry.said['version']}" in new:
                if self.by.organisation_id is not None:
                    # By a file they would be frozen unread, from a day that may be over.
                    raise Refused(_RULES_ELSEWHERE, field="text", code="rules")
                freeze_rule_set(by=self.by, **entry.said)
                self.said(f"规则 {entry.said['version']}")
        for entry in tables["organisations"]:
            if f"organisations:{entry.said['name']}" in new:
                self.organisation(entry)
        if self.first:
            for entry in tables["people"]:
                self.person(entry, new)
        for entry in tables["programmes"]:
            self.programme(entry, new)
        self.initial(tables[INITIAL], new)
        for entry in tables["enterprises"]:
            self.enterprise(entry, new)

    def said(self, words: str) -> None:
        self.result.made.append(words)

    def organisation(self, entry: Entry) -> None:
        values = dict(entry.said)
        kind = OrganisationKind(values.pop("kind"))
        for name in ("reports_to", "attached_to"):
            if name in values:
                values[name] = _body(values[name])
        if "region" in values:
            values["region"] = Region.objects.get(pk=values["region"])
        for name in ("covers", "without"):
            values[name] = list(Region.objects.filter(pk__in=values.get(name, ())).order_by("pk"))
        body = create_organisation(by=self.by, kind=kind, valid_from=self.since, **values)
        # An enterprise's account meets the cases that chose it before, by its 统一社会信用代码.
        join_account(by=self.by, organisation=body)
        self.said(f"机构 {entry.said['name']}")

    def person(self, entry: Entry, new: set[str]) -> None:
        username, name = entry.said["username"], entry.said["name"]
        user = User.objects.filter(username=username).first()
        if user is None:
            user = create_user(by=self.by, username=username, name=name, password=None)
            self.said(f"人员 {name}（{username}）")
        for held in entry.within:
            where, role = held.said["organisation"], Role(held.said["post"])
            if f"people:{username}:{where}:{role}" in new:
                appoint(by=self.by, user=user, organisation=_body(where), role=role, valid_from=self.since)
                self.said(f"岗位 {name}：{where} {role.label}")
        if not user.has_usable_password():
            self.result.people.append(username)

    def programme(self, entry: Entry, new: set[str]) -> None:
        year = entry.said["year"]
        is_new = f"programmes:{year}" in new
        if is_new:
            opened = open_program(by=self.by, year=year, name=entry.said["name"], group=entry.said["group"])
            # They are 杭州's own: another city's target has none until its bureau sets them.
            cities = Organisation.objects.of_kind(OrganisationKind.CITY_BUREAU)
            hangzhou = cities.filter(region__code=HANGZHOU).first()
            if hangzhou is not None:
                set_milestones(by=self.by, program=opened, organisation=hangzhou)
            self.said(f"年度 {entry.said['name']}，任务 {len(entry.within)} 项")
        programme = Program.objects.get(year=year)
        for target in entry.within:
            where = target.said["organisation"]
            if not is_new and self.by.organisation_id is not None:
                if f"programmes:{year}:target:{where}" in new:
                    _set_target(target.said, programme, self.by)
                    self.said(f"{year} 年度目标 {where} {target.said['households']} 户")
            elif is_new or f"programmes:{year}:target:{where}" in new:
                set_targets(
                    by=self.by,
                    program=programme,
                    households={_body(where): target.said["households"]},
                    source=target.said["source"],
                )
                if not is_new:
                    self.said(f"{year} 年度目标 {where} {target.said['households']} 户")

    def initial(self, entries: tuple[Entry, ...], new: set[str]) -> None:
        for entry in entries:
            if key_of(entry) in new:
                _enter_initial(entry, self.by)
                self.said(f"{entry.said['organisation']} {entry.said['year']} 年度期初数")

    def enterprise(self, entry: Entry, new: set[str]) -> None:
        said = entry.said
        if f"enterprises:{said['credit_code'].strip().upper()}" in new:
            where = said.get("organisation")
            record_enterprise(
                by=self.by,
                name=said["name"],
                credit_code=said["credit_code"],
                contact_name=said["contact_name"],
                contact_phone=said["contact_phone"],
                organisation=_body(where) if where else None,
            )
            self.said(f"装修企业 {said['name']}")


def _change(item: Item, tables: Mapping[str, tuple[Entry, ...]], by: Actor) -> None:
    """Change one item that differs, by the service of its page."""
    kind, name, *_ = item.key.split(":")
    changes: Mapping[str, Callable[[], object]] = {
        "organisations": lambda: set_telephone(
            by=by, organisation_id=_body(name).pk, phone=item.after, version=None
        ),
        "programmes": lambda: _change_target(item, tables, by),
        INITIAL: lambda: _enter_initial(
            next(each for each in tables[INITIAL] if key_of(each) == item.key), by
        ),
    }
    changes[kind]()


def _change_target(item: Item, tables: Mapping[str, tuple[Entry, ...]], by: Actor) -> None:
    _, year, _, where = item.key.split(":", 3)
    said = next(
        each.said
        for entry in tables["programmes"]
        for each in entry.within
        if str(entry.said["year"]) == year and each.said["organisation"] == where
    )
    _set_target(said, Program.objects.get(year=int(year)), by)


def _enter_initial(entry: Entry, by: Actor) -> None:
    """Enter 期初数 as their page would; a refusal is a fault at the entry's line."""
    program = Program.objects.get(year=entry.said["year"])
    try:
        set_opening_figures(by=by, **entering(entry, program, _body(entry.said["organisation"])))
    except Refused as refused:
        raise BadSite([Fault(entry.line, entry.place, refused.reason)]) from refused


def _set_target(said: Mapping[str, Any], programme: Program, by: Actor) -> None:
    """Set a target as its page would: from today, by whom it is for to set, told to the body."""
    body = _body(said["organisation"])
    change_target(
        by=by,
        program=programme,
        organisation=body,
        households=said["households"],
        valid_from=max(clock.today(), programme.opens_on),
        source=said["source"],
        reason="按导入的文件更改",
        version=Target.objects.filter(program=programme, organisation=body).count(),
    )


def _body(name: str) -> Organisation:
    found = Organisation.objects.filter(name=name).first()
    if found is None:
        raise Refused(f"没有名为“{name}”的机构：请写全称，并放在引用它的条目之前", code="organisation")
    return found
