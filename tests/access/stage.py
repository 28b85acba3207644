"""The people and cases the access matrix is walked with; built once, looked at, never changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from apps.accounts.services import claims, staff
from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.cases.services import decline_case, keep_draft, lock_case, open_hold
from apps.documents.enums import FileKind
from apps.documents.forms.checks import check
from apps.documents.models import StoredFile
from apps.documents.services import park_upload
from apps.enterprises.services import (
    apply_for_listing,
    close_point,
    close_roll,
    list_enterprise,
    remove_from_roll,
    return_application,
)
from apps.household.services import issue_slip
from apps.inspections.models import Defect, HouseholdOpinion, Photo, Rectification, StopWork
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.orgs.enums import OrganisationKind, Role
from apps.orgs.models import ApiToken, Membership, Organisation, Region
from apps.orgs.queries import actor_of
from apps.orgs.services import (
    appoint,
    create_organisation,
    create_user,
    issue_token,
    revoke_token,
)
from apps.programs.models import RuleSet
from apps.programs.services import open_program
from apps.reports.enums import CloseDifference, MemberState
from apps.reports.models import WeekSnapshot, YearClose, YearCloseCase
from apps.reports.services import save_draft, submit_year_close
from tests.access.kept_bodies import make_bodies
from tests.access.numbers import make_numbers
from tests.access.visits import make_visits
from tests.factories import directory, draws, othertrack, packages, signals, streets, tickets, weeks
from tests.factories.background import make_work
from tests.factories.letters import ask_street
from tests.factories.stages import STATES, hand_back, make_staged_case, mend
from tests.factories.texts import undelivered
from tests.factories.typed import registration_form
from tests.factories.uploads import pdf, upload
from tests.factories.works import visit
from tests.factories.world import NOON, PERSONAS, SINCE, World, later, make_world, user_of

LOOKED_AT = later(30)
"""Thursday 2026-10-01 12:00: every case of the stage has happened by then."""

NEWCOMERS = (
    ("lu", "陆样张", "other_property", Role.PROPERTY_PATROL),
    ("jia", "贾演示", "other_city", Role.CITY_OFFICER),
    ("guan", "管演示", "shangcheng", Role.ADMINISTRATOR),
    ("jian", "简示例", "construction", Role.DIRECTORY_KEEPER),
    ("cai", "蔡示例", "finance", Role.FINANCE_READER),
)
ROLES: dict[str, Role] = {name: role for name, _, _, role in (*PERSONAS, *NEWCOMERS)}
"""Persona to role; beside them there are ``leer``, who has no role, and ``anonymous``."""

LEER, ANONYMOUS = "leer", "anonymous"
EVERYONE = (*ROLES, LEER, ANONYMOUS)

OWN = frozenset(
    {"zhou", "wang", "shen", "yan", "yan2", "ling", "shi", "sheng", "chen", "jiang", "wu", "shenji"}
)
"""In whose rows the stage's cases lie: own street, own and upper bureaus, own contractor and patrol."""
AWAY = frozenset(ROLES) - OWN
"""Sibling street, sibling districts and theirs, other city, other enterprise, other property company."""
HOME_DESKS = frozenset(["wang", "shen", "yan", "yan2", "ling", "shenji"])
"""上城's own bureau and its audit."""


def holders(*roles: Role) -> frozenset[str]:
    """Return the personas in whose scope the cases lie and who hold one of these roles."""
    return frozenset(name for name in OWN if ROLES[name] in roles)


@dataclass
class Stage:
    """A world with one household at every state."""

    world: World
    cases: dict[str, Case]
    drafts: dict[str, UUID]
    snapshots: dict[str, WeekSnapshot]
    matters: dict[str, object]
    folder: Path
    """Where its files lie."""
    closes: dict[str, YearClose] = field(default_factory=dict)
    draft: RuleSet | None = None
    """A version of the rules that nobody has published."""
    clients: dict[str, Client] = field(default_factory=dict)
    directory: dict[str, Any] = field(default_factory=dict)
    """上城's own lists, places on them and enterprises, by what they are an example of."""
    tokens: dict[str, ApiToken] = field(default_factory=dict)
    """上城's own: one that works, one that was revoked."""
    bodies: dict[str, Organisation] = field(default_factory=dict)

    def client(self, persona: str) -> Client:
        return self.clients[persona]

    def ask(
        self,
        persona: str,
        method: str,
        url: str,
        data: Mapping[str, object] | None = None,
        *,
        htmx: bool = False,
    ) -> tuple[HttpResponse, list[str]]:
        """Send one request at :data:`LOOKED_AT`; return the answer and the statements that wrote."""
        headers = {"HX-Request": "true"} if htmx else {}
        client = self.client(persona)
        cookies = copy(client.cookies)
        recorder = Recorder()
        with clock.at(LOOKED_AT), connection.execute_wrapper(recorder):
            answer = getattr(client, method.lower())(url, data or {}, headers=headers)
        client.cookies = cookies  # whoever signed out is signed in again
        return answer, recorder.wrote


class Recorder:
    """Notes every statement that changes something other than a browser's session."""

    def __init__(self) -> None:
        self.wrote: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in sql[:60]:
            self.wrote.append(sql)
        return execute(sql, *more)


def add_newcomers(world: World) -> None:
    """Add a property company and a city that have nothing to do with the case, and an administrator."""
    base = {"by": SYSTEM, "valid_from": SINCE}
    places: dict[str, Organisation] = {
        "other_property": create_organisation(
            **base, kind=OrganisationKind.PROPERTY, name="另样物业服务有限公司", short_name="另样物业"
        ),
        "other_city": create_organisation(
            **base,
            kind=OrganisationKind.CITY_BUREAU,
            name="嘉兴市住房和城乡建设局",
            short_name="嘉兴",
            region=Region.objects.get(code="3304"),
            reports_to=world.province,
        ),
        "shangcheng": world.shangcheng,
        **{
            place: create_organisation(
                **base, kind=kind, name=name, short_name=name[-3:], region=Region.objects.get(code="3301")
            )
            for place, kind, name in (
                ("construction", OrganisationKind.CITY_CONSTRUCTION, "杭州市城乡建设委员会"),
                ("finance", OrganisationKind.CITY_FINANCE, "杭州市财政局"),
            )
        },
    }
    for username, name, where, role in NEWCOMERS:
        user = create_user(by=SYSTEM, username=username, name=name, password="yanshi-2026")
        world.people[username] = actor_of(
            appoint(by=SYSTEM, user=user, organisation=places[where], role=role, valid_from=SINCE)
        )


def make_cases(world: World) -> dict[str, Case]:
    """Return a household at every state; one returned, one with a defect found by the patrol."""
    cases = {state: make_staged_case(world, state) for state in STATES}
    for name in ("returned", "answered", "declined"):
        cases[name] = make_staged_case(world, "received")
    cases["faulty"] = make_staged_case(world, "building")
    with clock.at(later(1)):
        hand_back(world, cases["returned"])
        hand_back(world, cases["answered"])
        decline_case(case_id=cases["declined"].pk, by=world.wang, clause="附件3 备注1", reason="新房首次装修")
    with clock.at(later(2)):
        mend(world, cases["answered"])
    with clock.at(later(9)):
        visit(world, cases["faulty"], by=world.wu, bad=["safety"], due_on=later(12).date())
    streets.split_before(world, cases["designing"])
    return cases | _carried_on(world)


def _carried_on(world: World) -> dict[str, Case]:
    """Return cases in moments that are no state of their own: pages that open then and only then."""
    from tests.access.moments import MOMENTS  # it knows the stage

    found = {}
    at = {"stopped": "building", "overrun": "designing", "mediated": "attempt"}
    with clock.at(LOOKED_AT):
        for moment in MOMENTS:
            if moment.name in at:
                found[moment.name] = make_staged_case(world, at[moment.name])
                moment.then(SimpleNamespace(world=world), found[moment.name])  # type: ignore[arg-type]
    return found


def make_drafts(world: World) -> dict[str, UUID]:
    """Return a registration draft of 清波街道, complete and not yet submitted."""
    values = {name: [value] for name, value in registration_form(999).items()}
    return {"whole": keep_draft(by=world.zhou, values=values, title="张示例").pk}


def make_snapshots(world: World) -> dict[str, WeekSnapshot]:
    """Take 上城's weeks around the cases: one submitted, one still a draft, with its evidence."""
    with clock.at(NOON):
        submitted = weeks.submitted(weeks.snapshot(world, weeks.SEPTEMBER + 2), world.wang)
        draft = weeks.snapshot(world, weeks.SEPTEMBER + 3)
    with clock.at(draft.cutoff_at + timedelta(hours=9)):
        save_draft(
            by=world.wang,
            snapshot=draft,
            version=None,
            declared=replace(weeks.DECLARED, queried_at=clock.now()),
            evidence=check(upload("佐证.pdf", pdf()), kind=FileKind.DECLARED_EVIDENCE),
        )
    return {"submitted": submitted, "draft": draft}


def make_closes(world: World, case: Case, snapshots: dict[str, WeekSnapshot]) -> dict[str, YearClose]:
    """Let two years of 上城 be settled upon its weeks: one still open, one handed in with its signed list."""
    with clock.at(NOON):
        before = open_program(by=SYSTEM, year=2025, name="2025 年度", group=world.program.group)
    closes = {
        name: YearClose.objects.create(
            bureau=world.shangcheng, reports_to=world.city, program=program, last=snapshot, made_at=LOOKED_AT
        )
        for name, program, snapshot in (
            ("open", before, snapshots["draft"]),
            ("submitted", world.program, snapshots["submitted"]),
        )
    }
    for close in closes.values():
        YearCloseCase.objects.create(
            close=close,
            case=case,
            number=case.number or "",
            state=MemberState.DONE,
            amount=76200,
            difference=CloseDifference.AFTER,
            words="第 37 期数据截止后登记完工",
        )
    with clock.at(LOOKED_AT):
        closes["submitted"] = submit_year_close(
            by=world.ling, close=closes["submitted"], scan=upload("核定.pdf", pdf())
        )
    return closes


def make_directory(world: World) -> dict[str, Any]:
    """Let 上城 keep lists: one in use, one ended, one nobody asked for; enterprises in every standing."""
    with clock.at(later(1)):
        roll, ended, spare = (directory.make_roll(world.wang, title=f"上城名录{each}") for each in "甲乙丙")
        places: dict[str, Any] = {
            "listed": directory.enter(roll, world.wang, 70),
            "removed": directory.enter(roll, world.wang, 71),
        }
        remove_from_roll(by=world.wang, listing=places["removed"], on=clock.today(), reason="自愿退出")
        kept = directory.make_roll(world.wang, title="上城名录丁")
        list_enterprise(by=world.wang, roll=kept, enterprise=world.shili, valid_from=clock.today())
        directory.name_contact(world.shili, world.chen)
        world.shili.refresh_from_db()
        for name, each in (("applied", roll), ("returned", ended)):
            places[name] = apply_for_listing(
                by=world.chen, enterprise=world.shili, roll=each, statement="有装配化装修案例"
            )
        return_application(by=world.wang, listing=places["returned"], missing=["营业执照"])
        places |= packages.one_of_each(world.chen, world.shili, keeper=world.wang)
        places |= tickets.one_of_each(world) | othertrack.one_of_each(world) | signals.one_of_each(world)
        points = [directory.make_point(world.wang) for _ in range(2)]
        close_point(by=world.wang, point=points[1], on=clock.today(), reason="另设一处")
        ended = close_roll(by=world.wang, roll=ended, on=clock.today(), reason="另行公布")
    return {
        **places,
        "keeper": world.shangcheng,
        **dict(zip(("point", "point_closed"), points, strict=True)),
        "roll": roll,
        "closed": ended,
        "spare": spare,
        "firm": world.shili,
        "firm_alone": places["listed"].enterprise,
    }


def make_tokens(world: World) -> dict[str, ApiToken]:
    """Let 上城's leader issue two tokens, and revoke one."""
    made = {}
    with clock.at(later(1)):
        for name in ("working", "revoked"):
            made[name], _secret = issue_token(
                by=world.ling,
                organisation=world.shangcheng,
                roles=[Role.DISTRICT_CLERK],
                label="示例系统",
                days=90,
            )
        made["revoked"] = revoke_token(by=world.ling, token_id=made["revoked"].pk, reason="更换")
    return made


def make_matters(world: World, cases: dict[str, Case]) -> dict[str, object]:
    """Return the keys of what else URLs name: holds, defects, photos, files."""
    with clock.at(later(5)), transaction.atomic():
        locked = lock_case(case_id=cases["contracted"].pk, by=world.wang)
        hold = open_hold(case=locked, kind=HoldKind.DUPLICATE, text="疑似重复待判定", by=world.wang)
        parked = park_upload(
            by=world.zhou, upload=upload("委托书.pdf", pdf()), kind=FileKind.POWER_OF_ATTORNEY
        )
        issue_slip(case_id=cases["passed"].pk, by=world.zhou, holder="self")
        letter = ask_street(world, cases["passed"])
        undelivered(cases["passed"])
    make_visits(world, cases)
    files = StoredFile.objects.owned_by("case", cases["passed"].pk)
    return {
        "hold": hold.pk,
        "defect": Defect.objects.get(case=cases["faulty"]).pk,
        "item": Rectification.objects.filter(attempt__case=cases["rectifying"])[0].pk,
        "opinion": HouseholdOpinion.objects.get(attempt__case=cases["passed"]).pk,
        "digest": HouseholdOpinion.objects.get(attempt__case=cases["passed"]).content_hash,
        "letter": letter.pk,
        "stop": StopWork.objects.get(case=cases["stopped"]).pk,
        "photo": Photo.objects.filter(case=cases["passed"])[0].pk,
        "plain file": files.filter(sensitive=False)[0].pk,
        "sensitive file": files.filter(sensitive=True)[0].pk,
        "parked file": parked.pk,
    }


def make_posts(world: World) -> dict[str, object]:
    """Return the keys of a role held at 上城 and of one that waits there, and a number that was shown."""
    with clock.at(later(20)):
        user = staff.add_colleague(
            by=replace(world.guan, user_id=world.ling.user_id),
            organisation=world.shangcheng,
            name="佟示例",
            username="tong",
            roles=[Role.DISTRICT_CLERK],
            valid_from=clock.today(),
        )
    with clock.at(LOOKED_AT):
        number = claims.ask(username="wang")[0].number
    return {
        "claim number": number,
        "held role": Membership.objects.get(user_id=world.wang.user_id).pk,
        "waiting role": Membership.objects.get(user=user).pk,
    }


def build_stage(folder: Path) -> Stage:
    """Build everything and sign everybody in; files are already kept in ``folder``."""
    with clock.at(NOON):
        world = make_world()
        add_newcomers(world)
        drafts = make_drafts(world)
    cases = make_cases(world)
    snapshots = make_snapshots(world)
    bodies, leaving = make_bodies(world, at=LOOKED_AT)
    matters = {**make_matters(world, cases), **make_work(world), **make_posts(world)}
    matters["body_change"] = leaving.pk
    closes = make_closes(world, cases["passed"], snapshots)
    with clock.at(LOOKED_AT):
        draft = make_numbers(world)
    stage = Stage(world, cases, drafts, snapshots, matters, folder, closes, draft, bodies=bodies)
    stage.directory = make_directory(world) | draws.one_of_each(world, at=LOOKED_AT)
    stage.tokens = make_tokens(world)
    with clock.at(LOOKED_AT):
        for persona in ROLES:
            stage.clients[persona] = signed_in(user_of(world.people[persona]))
        stage.clients[LEER] = signed_in(
            create_user(by=SYSTEM, username=LEER, name="空示例", password="yanshi-2026")
        )
        stage.clients[ANONYMOUS] = Client()
    return stage


def signed_in(user: object) -> Client:
    """Return a browser in which ``user`` has signed in; a crash there is an answer of 500."""
    client = Client(raise_request_exception=False)
    client.force_login(user)  # type: ignore[arg-type]
    return client
