"""Setting a real site up from a file: calendar, rules, bodies, people, programme years.

Everything goes through the services a later screen will use, in one transaction: a mistake in the
last line leaves nothing behind. What is there already stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from apps.accounts.services.passwords import change_password, temporary_password
from apps.enterprises.services import join_account
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.operations.rules.site import BadSite, read_site
from apps.orgs.enums import OrganisationKind, Role
from apps.orgs.models import Membership, Organisation, Region, User
from apps.orgs.services import appoint, create_organisation, create_user, load_regions
from apps.programs.models import CalendarYear, Program, RuleSet
from apps.programs.services import freeze_rule_set, load_calendar, open_program, set_milestones, set_targets

HANGZHOU = "330100"
"""区划代码 of 杭州市."""


@dataclass(slots=True)
class SetUp:
    """What was made, in words, and the passwords of new people, shown once."""

    made: list[str] = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def set_up(*, text: str, by: Actor) -> SetUp:
    """Make what the file names and is not there yet; raise BadSite or Refused, then nothing is made."""
    site = read_site(text)
    result = SetUp()
    if not Region.objects.exists():
        count = load_regions(path=Path(settings.BASE_DIR) / "data" / "regions-zhejiang.csv", by=by)
        result.made.append(f"行政区划 {count} 个")
    for year in site["calendar"]:
        if not CalendarYear.objects.filter(year=year).exists():
            calendar = load_calendar(by=by, year=year)
            result.made.append(f"{year} 年工作日历{'（暂按周末）' if calendar.provisional else ''}")
    for rules in site["rules"]:
        if not RuleSet.objects.filter(version=rules["version"]).exists():
            freeze_rule_set(by=by, **rules)
            result.made.append(f"规则 {rules['version']}")
    for each in site["organisations"]:
        _organisation(each, site["since"], by, result)
    for person in site["people"]:
        _person(person, site["since"], by, result)
    for programme in site["programmes"]:
        _programme(programme, by, result)
    return result


def _organisation(given: Mapping[str, Any], since: date, by: Actor, result: SetUp) -> None:
    if Organisation.objects.filter(name=given["name"]).exists():
        return
    values = dict(given)
    kind = OrganisationKind(values.pop("kind"))
    for name in ("reports_to", "attached_to"):
        if name in values:
            values[name] = _body(values[name])
    if "region" in values:
        values["region"] = _region(values["region"])
    for name in ("covers", "without"):
        values[name] = [_region(code) for code in values.get(name, ())]
    # An enterprise's account meets the cases that chose it before, by its 统一社会信用代码.
    join_account(by=by, organisation=create_organisation(by=by, kind=kind, valid_from=since, **values))
    result.made.append(f"机构 {given['name']}")


def _person(given: Mapping[str, Any], since: date, by: Actor, result: SetUp) -> None:
    user = User.objects.filter(username=given["username"]).first()
    if user is None:
        user = create_user(by=by, username=given["username"], name=given["name"], password=None)
        result.made.append(f"人员 {given['name']}（{given['username']}）")
    for held in given["posts"]:
        organisation, role = _body(held["organisation"]), Role(held["post"])
        if not Membership.objects.filter(user=user, organisation=organisation, role=role).exists():
            appoint(by=by, user=user, organisation=organisation, role=role, valid_from=since)
            result.made.append(f"岗位 {given['name']}：{organisation.name} {role.label}")
    if not user.has_usable_password():
        password = temporary_password()
        change_password(user=user, password=password, by=by, temporary=True)
        result.passwords[given["username"]] = password


def _programme(given: Mapping[str, Any], by: Actor, result: SetUp) -> None:
    if Program.objects.filter(year=given["year"]).exists():
        return
    programme = open_program(by=by, year=given["year"], name=given["name"], group=given["group"])
    # They are 杭州's own: another city's target has none until its bureau sets them.
    hangzhou = (
        Organisation.objects.of_kind(OrganisationKind.CITY_BUREAU).filter(region__code=HANGZHOU).first()
    )
    if hangzhou is not None:
        set_milestones(by=by, program=programme, organisation=hangzhou)
    for target in given["targets"]:
        set_targets(
            by=by,
            program=programme,
            households={_body(target["organisation"]): target["households"]},
            source=target["source"],
        )
    result.made.append(f"年度 {given['name']}，任务 {len(given['targets'])} 项")


def _body(name: str) -> Organisation:
    found = Organisation.objects.filter(name=name).first()
    if found is None:
        raise Refused(f"没有名为“{name}”的机构：请写全称，并放在引用它的条目之前", code="organisation")
    return found


def _region(code: str) -> Region:
    found = Region.objects.filter(code=code).first()
    if found is None:
        raise BadSite(f"没有代码为 {code} 的行政区划")
    return found
