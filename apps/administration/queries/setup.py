"""What a site's file says beside what the site has: new, the same, or other than it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from apps.administration.queries.setup_initial import TABLE as INITIAL
from apps.administration.queries.setup_initial import compare_initial
from apps.administration.queries.setup_items import Compared, Item, Standing
from apps.administration.rules.setup import Entry, Fault, Site
from apps.enterprises.models import Enterprise
from apps.lib import clock, formats
from apps.lib.identity import InvalidNumber, check_credit_code, check_phone
from apps.orgs.enums import ROLES_OF_KIND, OrganisationKind, Role
from apps.orgs.models import Membership, Organisation, Region, User
from apps.orgs.queries import reporting_since, reports_to
from apps.orgs.services import successions_on_file
from apps.programs.models import CalendarYear, Program, RuleSet, Target

REGIONS = Path(settings.BASE_DIR) / "data" / "regions-zhejiang.csv"
"""The divisions a new site is given."""


def regions_on_file() -> set[str]:
    """Return the codes of the divisions that a new site is given."""
    with REGIONS.open(encoding="utf-8", newline="") as source:
        return {row["code"] for row in csv.DictReader(source)}


class _Comparison:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.faults: list[Fault] = []
        self.items: list[Item] = []
        self.same = 0
        self.bodies = {each.name: each for each in Organisation.objects.select_related("attached_to")}
        self.kinds: dict[str, str] = {name: body.kind for name, body in self.bodies.items()}
        """By name, with those that the file adds."""
        self.no_regions = not Region.objects.exists()

    def fault(self, entry: Entry, words: str) -> None:
        self.faults.append(Fault(entry.line, entry.place, words))

    def new(self, entry: Entry, key: str, what: str) -> None:
        self.items.append(Item(key, entry.line, what, Standing.NEW))

    def note(self, entry: Entry, key: str, what: str, before: Any, after: Any, *, page: str = "") -> bool:
        """Note an item that differs; return whether it does."""
        if before == after:
            return False
        standing = Standing.ELSEWHERE if page else Standing.DIFFERS
        self.items.append(Item(key, entry.line, what, standing, str(before), str(after), page))
        return True


def compare(site: Site, *, first: bool = True) -> Compared:
    """Hold a file against the site; nothing is written.

    ``first``: the site's first file, whose list of people holds; later people are added by their bodies,
    where another confirms them.
    """
    found = _Comparison(site)
    if found.no_regions:
        found.items.append(Item("regions", 0, "浙江省行政区划", Standing.NEW))
    else:
        found.items += [
            Item(f"regions:{each.code}", 0, f"区划更替：{each.name}不再使用（行政区划文件）", Standing.NEW)
            for each in successions_on_file(REGIONS)
        ]
    known = set(CalendarYear.objects.values_list("year", flat=True))
    for year in site.calendar:
        if year not in known:
            found.items.append(Item(f"calendar:{year}", 0, f"{year} 年工作日历", Standing.NEW))
    _rules(found)
    _organisations(found)
    _people(found, first)
    _programmes(found)
    found.same += compare_initial(
        site.tables[INITIAL],
        bodies=found.bodies,
        kinds=found.kinds,
        years=frozenset({each.said["year"] for each in site.tables["programmes"]})
        | frozenset(Program.objects.values_list("year", flat=True)),
        fault=found.fault,
        new=found.new,
        note=found.note,
    )
    _enterprises(found)
    order = sorted(found.faults, key=lambda each: each.line)
    return Compared(tuple(order), tuple(found.items), found.same)


def _rules(found: _Comparison) -> None:
    known = {each.version: each for each in RuleSet.objects.all()}
    for entry in found.site.tables["rules"]:
        version, begins = entry.said["version"], entry.said["effective_from"]
        row = known.get(version)
        if row is None:
            found.new(entry, f"rules:{version}", f"规则 {version}")
        elif not found.note(
            entry,
            f"rules:{version}:effective_from",
            f"规则 {version} 的生效日期",
            formats.day(row.effective_from),
            formats.day(begins),
            page="规则冻结后不改：另立一个版本",
        ):
            found.same += 1


def _organisations(found: _Comparison) -> None:
    codes = {
        code
        for entry in found.site.tables["organisations"]
        for code in [entry.said.get("region"), *entry.said.get("covers", ()), *entry.said.get("without", ())]
        if code
    }
    regions = set(Region.objects.filter(pk__in=codes).values_list("pk", flat=True))
    if found.no_regions:
        # Nothing is loaded yet: what the file of divisions has will be.
        regions = codes & regions_on_file()
    seen: dict[str, int] = {}
    for entry in found.site.tables["organisations"]:
        said, name = entry.said, entry.said["name"]
        if name in seen:
            found.fault(entry, f"与第 {seen[name]} 行同名")
            continue
        seen[name] = entry.line
        if said["kind"] not in OrganisationKind.values:
            found.fault(entry, f"kind 没有 {said['kind']}：应为 {'、'.join(OrganisationKind.values)}")
            continue
        for code in [said.get("region"), *said.get("covers", ()), *said.get("without", ())]:
            if code and code not in regions:
                found.fault(entry, f"没有代码为 {code} 的行政区划")
        for key in ("reports_to", "attached_to"):
            if said.get(key) and said[key] not in found.kinds:
                found.fault(entry, f"没有名为“{said[key]}”的机构：请写全称，并放在引用它的条目之前")
        body = found.bodies.get(name)
        found.kinds[name] = said["kind"]
        if body is None:
            found.new(entry, f"organisations:{name}", f"机构 {name}")
        elif not any(list(_of_body(found, entry, body))):
            found.same += 1


def _of_body(found: _Comparison, entry: Entry, body: Organisation) -> Iterator[bool]:
    """Yield for each thing the file says of a body whether the site says otherwise."""
    said, key = entry.said, f"organisations:{body.name}"
    page = "机构与管辖"
    yield found.note(
        entry,
        f"{key}:kind",
        f"{body.name}的类别",
        body.get_kind_display(),
        OrganisationKind(said["kind"]).label,
        page="类别不能更改",
    )
    yield found.note(
        entry, f"{key}:short_name", f"{body.name}的简称", body.short_name, said["short_name"], page=page
    )
    if "phone" in said:
        yield found.note(entry, f"{key}:phone", f"{body.name}的电话", body.phone, said["phone"])
    if "reports_to" in said:
        upper = reports_to(body, clock.today())
        yield found.note(
            entry,
            f"{key}:reports_to",
            f"{body.name}报送至",
            upper.name if upper else "没有",
            said["reports_to"],
            page=page,
        )
    if "reports_since" in said:
        yield found.note(
            entry,
            f"{key}:reports_since",
            f"{body.name}的周报启用日期",
            formats.day(reporting_since(body)),
            formats.day(said["reports_since"]),
            page="机构与管辖 › 周报启用日期",
        )
    for name, include in (("covers", True), ("without", False)):
        if name in said:
            rows = body.coverages.filter(include=include, valid_to__isnull=True)
            stands = sorted(rows.values_list("region_id", flat=True))
            yield found.note(
                entry,
                f"{key}:{name}",
                f"{body.name}的{'管辖范围' if include else '不含的区划'}",
                "、".join(stands) or "没有",
                "、".join(sorted(said[name])) or "没有",
                page=page,
            )


def _people(found: _Comparison, first: bool) -> None:
    users = {each.username: each for each in User.objects.all()} if found.site.tables["people"] else {}
    seen: dict[str, int] = {}
    elsewhere = "" if first else "人员账号"
    held = {
        (each.user.username, each.organisation.name, each.role)
        for each in Membership.objects.filter(user__username__in=users).select_related("user", "organisation")
    }
    for entry in found.site.tables["people"]:
        username, name = entry.said["username"], entry.said["name"]
        if username in seen:
            found.fault(entry, f"账号与第 {seen[username]} 行相同")
            continue
        seen[username] = entry.line
        user = users.get(username)
        differs = False
        if user is None:
            differs = True
            words = f"人员 {name}（{username}）"
            if first:
                found.new(entry, f"people:{username}", words)
            else:
                found.note(entry, f"people:{username}", words, "没有", "添加", page=elsewhere)
        else:
            differs |= found.note(
                entry, f"people:{username}:name", f"账号 {username} 的姓名", user.name, name, page="人员账号"
            )
        for each in entry.within:
            differs |= _post(found, each, username, name, held, elsewhere)
        found.same += not differs


def _post(
    found: _Comparison, entry: Entry, username: str, name: str, held: set[tuple[str, str, str]], page: str
) -> bool:
    where, post = entry.said["organisation"], entry.said["post"]
    kind = found.kinds.get(where)
    if kind is None:
        found.fault(entry, f"没有名为“{where}”的机构：请写全称")
        return True
    if post not in Role.values:
        found.fault(entry, f"post 没有 {post}")
        return True
    if Role(post) not in ROLES_OF_KIND[OrganisationKind(kind)]:
        found.fault(entry, f"{where}没有“{Role(post).label}”这个岗位")
        return True
    if (username, where, post) in held:
        return False
    key, words = f"people:{username}:{where}:{post}", f"岗位 {name}：{where} {Role(post).label}"
    if page:
        found.note(entry, key, words, "没有", "任职", page=page)
    else:
        found.new(entry, key, words)
    return True


def _programmes(found: _Comparison) -> None:
    programmes = {each.year: each for each in Program.objects.all()}
    newest: Mapping[tuple[int, str], Target] = {
        (each.program.year, each.organisation.name): each
        for each in Target.objects.select_related("program", "organisation").order_by("number")
    }
    for entry in found.site.tables["programmes"]:
        year = entry.said["year"]
        programme = programmes.get(year)
        differs = programme is None
        if programme is None:
            found.new(entry, f"programmes:{year}", f"年度 {entry.said['name']}")
        else:
            for field, words in (("name", "名称"), ("group", "项目组")):
                differs |= found.note(
                    entry,
                    f"programmes:{year}:{field}",
                    f"{year} 年度的{words}",
                    getattr(programme, field),
                    entry.said[field],
                    page="年度",
                )
        for each in entry.within:
            differs |= _target(found, each, year, newest)
        found.same += not differs


def _target(
    found: _Comparison,
    entry: Entry,
    year: int,
    newest: Mapping[tuple[int, str], Target],
) -> bool:
    where, households = entry.said["organisation"], entry.said["households"]
    if where not in found.kinds:
        found.fault(entry, f"没有名为“{where}”的机构：请写全称")
        return True
    if households < 0:
        found.fault(entry, "households 不能是负数")
        return True
    key, row = f"programmes:{year}:target:{where}", newest.get((year, where))
    if row is None:
        found.new(entry, key, f"{year} 年度目标 {where} {households} 户（{entry.said['source']}）")
        return True
    before, after = f"{row.households} 户（{row.source}）", f"{households} 户（{entry.said['source']}）"
    return found.note(entry, key, f"{where} {year} 年度目标", before, after)


def _enterprises(found: _Comparison) -> None:
    known = {each.credit_code: each for each in Enterprise.objects.all()}
    for entry in found.site.tables["enterprises"]:
        said = entry.said
        try:
            code = check_credit_code(said["credit_code"])
            check_phone(said["contact_phone"])
        except InvalidNumber as error:
            found.fault(entry, error.message)
            continue
        where = said.get("organisation")
        if where and found.kinds.get(where) != OrganisationKind.ENTERPRISE:
            found.fault(entry, f"没有名为“{where}”的装修企业机构：请写全称")
            continue
        row = known.get(code)
        if row is None:
            found.new(entry, f"enterprises:{code}", f"装修企业 {said['name']}")
            continue
        differs = [
            found.note(
                entry,
                f"enterprises:{code}:{field}",
                f"{row.name}的{words}",
                getattr(row, field),
                said[field],
                page="企业名录",
            )
            for field, words in (
                ("name", "名称"),
                ("contact_name", "联系人"),
                ("contact_phone", "联系方式"),
            )
        ]
        found.same += not any(differs)
