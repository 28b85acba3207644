"""Pages the matrix names once and people meet in many shapes: by role, by state of the case, when refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from urllib.parse import quote

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from apps.accounts.enums import FactorState
from apps.accounts.services import factor, kept_forms, own_links, sessions, staff
from apps.cases.models import Case
from apps.connections.services import switch_off
from apps.household.models import OneTimeCode
from apps.household.services import issue_slip
from apps.inspections import services as inspections
from apps.inspections.enums import MediationCause
from apps.inspections.models import Defect
from apps.lib import clock
from apps.orgs.enums import Role
from apps.orgs.models import User
from apps.plans.services import propose_change
from apps.ratings.services.pushing import PARTNER as HAOCHAPING
from apps.tickets.services.hotline import PARTNER as HOTLINE
from tests.access.entries import Entry, Rows
from tests.access.stage import ANONYMOUS, LEER, LOOKED_AT, Stage, signed_in
from tests.access.visits import offer_survey
from tests.factories import draws, works
from tests.factories.archiving import compiled, filed, make_whole, packed, shown
from tests.factories.plans import confirm, content, submit
from tests.factories.ratings import rate
from tests.factories.reported import dispute
from tests.factories.revoking import decided, proposed, revoked, told
from tests.factories.stages import make_staged_case
from tests.factories.world import World, later, user_of
from tests.household.visitor import Visitor

LEFT = "lishili"
"""Account name of who left 上城."""
FIRST_ASKED = ("zhou", "wang", "chen", "jiang", "yan", "wu", "ling", "shi", "shenji")


def visitor(entry: Entry) -> str:
    """Choose who looks at a page of the matrix: one of those it is made for."""
    if entry.rows is Rows.PUBLIC:
        return ANONYMOUS
    admitted = entry.get or frozenset()
    return next((name for name in FIRST_ASKED if name in admitted), min(admitted - {LEER}, default=LEER))


def url_of(entry: Entry, stage: Stage) -> str:
    """Return the entry's URL on the stage."""
    query = f"?{entry.query}" if entry.query else ""
    return reverse(entry.name, kwargs=entry.args(stage)) + query


def in_between(world: World) -> dict[str, Case]:
    """Return households between two states of the stage, where further pages open."""
    states = {"changing": "contracted", "reported": "building", "mended": "building"}
    states |= {"rectified": "rectifying", "repaired": "rectifying", "mediating": "completed"}
    states |= {"dearer": "contracted"}
    cases = {name: make_staged_case(world, state) for name, state in states.items()}
    with clock.at(later(9)):
        propose_change(case_id=cases["changing"].pk, by=world.chen, reason="户主想换柜门颜色")
        works.visit(world, cases["mended"], by=world.wu, bad=["safety"], due_on=later(12).date())
        propose_change(case_id=cases["dearer"].pk, by=world.chen, reason="户主想换柜门")
        said = content()
        dearer = replace(said.lines[0], amount=Decimal(39_600))
        submit(world, cases["dearer"], plan=replace(said, lines=(dearer, *said.lines[1:])))
        confirm(cases["dearer"], by=world.zhou)
    with clock.at(later(16)):
        inspections.report_finish(case_id=cases["reported"].pk, by=world.jiang, finished_on=clock.today())
        inspections.rectify_defect(
            case_id=cases["mended"].pk,
            defect_id=Defect.objects.get(case=cases["mended"]).pk,
            by=world.jiang,
            rectified_on=clock.today(),
            note="已加装护栏",
            photos=[works.photo()],
        )
    with clock.at(later(18)):
        both = (cases["rectified"], cases["repaired"])
        for item in works.Rectification.objects.filter(attempt__case__in=both).select_related("attempt"):
            inspections.rectify(
                case_id=item.attempt.case_id,
                item_id=item.pk,
                by=world.jiang,
                done_on=clock.today(),
                note="已更换",
                photos=[works.photo()],
            )
        inspections.report_rectified(case_id=cases["repaired"].pk, by=world.jiang, finished_on=clock.today())
        inspections.open_mediation(
            case_id=cases["mediating"].pk,
            by=world.wang,
            cause=MediationCause.UNREACHABLE,
            opened_on=clock.today(),
        )
    steps = {"whole": make_whole, "compiled": compiled, "archived": filed, "packed": packed, "shown": shown}
    steps |= {"proposed": proposed, "told": told, "decided": decided, "revoked": revoked}
    for name, step in steps.items():
        cases[name] = make_staged_case(world, "passed")
        with clock.at(later(19)):
            step(world, cases[name])
    draws.under_way(world, at=LOOKED_AT)
    return cases


def at_the_doors(stage: Stage) -> None:
    """Let in who has an authenticator, is asked for its code, sends a form too late, has no password yet."""
    user, secret = user_of(stage.world.yan2), factor.new_secret()
    with clock.at(LOOKED_AT - timedelta(hours=1)):
        code = f"{factor.totp_at(secret).token():06d}"
        factor.enrol(user=user, secret=secret, typed=code, by=stage.world.yan2)
    late = RequestFactory().post("/cases/", {"note": "已填的内容"})
    with clock.at(LOOKED_AT):
        for name, state in (("yan2", FactorState.PASSED), ("at the code", FactorState.PENDING)):
            stage.clients[name] = _with_session(signed_in(user), {sessions.FACTOR: state.value})
        # made once: each call would stamp another one
        own = own_links.own_link(User.objects.get(username="tong"))
        stage.matters["own link"] = resolve(own).kwargs["link"]
        zhou = user_of(stage.world.zhou)
        kept = {kept_forms.KEY: kept_forms.pack(late, zhou.pk)}
        stage.clients["resuming"] = _with_session(signed_in(zhou), kept)


def at_home(stage: Stage) -> None:
    """Let three households open their slips: asked to sign a plan, waiting for what is mended, accepted."""
    stage.cases["accepted at home"], rated = (make_staged_case(stage.world, "passed") for _ in range(2))
    stage.cases["rated"] = rated
    rate(stage.world, rated)
    with clock.at(LOOKED_AT):
        switch_off(partner=HOTLINE, by=stage.world.shi, reason="对方系统升级")
    for name, state in (
        ("asked at home", "submitted_plan"),
        ("waiting at home", "rectifying"),
        ("accepted at home", "accepted at home"),
    ):
        with clock.at(LOOKED_AT):
            if name == "asked at home":
                offer_survey(stage.world, stage.cases[state], at=later(34))
            slip = issue_slip(case_id=stage.cases[state].pk, by=stage.world.zhou, holder="self")
        phone = Visitor().opened_at(slip, LOOKED_AT)
        phone.post("/my/letters/write/", LOOKED_AT, party="street", text="什么时候来？")
        if name == "waiting at home":
            phone.post("/my/defects/report/", LOOKED_AT, text="卫生间门口地面积水")
            with clock.at(LOOKED_AT):
                dispute(stage.world, stage.cases[state], Defect.objects.get(case=stage.cases[state]))
        stage.clients[name] = phone.client
        # One that has agreed just now: its page says what comes next.
        OneTimeCode.objects.create(
            slip=slip,
            visit_id=slip.visits.get().pk,
            act="agree",
            sent_at=LOOKED_AT,
            expires_at=LOOKED_AT + timedelta(minutes=5),
            used_at=LOOKED_AT,
        )


def one_who_left(world: World) -> None:
    """Close the account of a colleague of 上城, whom 重新启用 lets in again."""
    with clock.at(later(20)):
        user = staff.add_colleague(
            by=world.ling,
            organisation=world.shangcheng,
            name="离示例",
            username=LEFT,
            roles=[Role.DISTRICT_CLERK],
            valid_from=clock.today(),
        )
        staff.dismiss_person(by=world.ling, user_id=user.pk, reason="已离职")


def _with_session(client: Client, more: dict[str, str]) -> Client:
    session = client.session
    session.update(more)
    session.save()
    return client


@dataclass(frozen=True)
class Look:
    """Somebody looks at a page of a case at a state, or of no case at all."""

    persona: str
    name: str
    state: str = ""
    query: str = ""
    args: Callable[[Stage], dict[str, object]] = lambda stage: {}

    @property
    def title(self) -> str:
        """Name for test reports."""
        return "-".join(filter(None, (self.name, self.state, self.persona, self.query)))

    def url_of(self, stage: Stage) -> str:
        """Return where it is."""
        case = {"pk": stage.cases[self.state].pk} if self.state else {}
        return reverse(self.name, kwargs={**case, **self.args(stage)}) + quote(self.query, safe="?=")


def _defect(stage: Stage) -> dict[str, object]:
    return {"defect_id": Defect.objects.get(case=stage.cases["mended"]).pk}


def _snapshot(stage: Stage) -> dict[str, object]:
    return {"pk": stage.snapshots["submitted"].pk}


def _reported(stage: Stage) -> dict[str, object]:
    return {"defect_id": Defect.objects.get(case=stage.cases["verdict"]).pk}


def _standing_defect(stage: Stage) -> dict[str, object]:
    return {"defect_id": stage.matters["defect"]}


def _waiting_role(stage: Stage) -> dict[str, object]:
    return {"pk": stage.matters["waiting role"]}


def _own_link(stage: Stage) -> dict[str, object]:
    return {"link": stage.matters["own link"]}


def _troubled(stage: Stage) -> dict[str, object]:
    return {"pk": stage.directory["renovation_troubled"].pk}


def _changed(stage: Stage) -> dict[str, object]:
    return {"pk": stage.directory["signal_changed"].pk}


def _letter(stage: Stage) -> dict[str, object]:
    return {"pk": stage.cases["passed"].pk, "letter_id": stage.matters["letter"]}


def _system(_stage: Stage) -> dict[str, object]:
    return {"partner": HAOCHAPING.key}


def _first(_stage: Stage) -> dict[str, object]:
    return {"number": 1}


def _visit(state: str) -> Callable[[Stage], dict[str, object]]:
    return lambda stage: {"pk": stage.cases[state].pk, "number": 1}


def _who_left(stage: Stage) -> dict[str, object]:
    return {"body": stage.world.shangcheng.pk, "person": User.objects.get(username=LEFT).pk}


LOOKS = (
    *(
        Look(persona, "pages:workbench")
        for persona in ("wang", "shen", "yan", "ling", "chen", "jiang", "wu", "shi", "sheng", "shenji", "xiu")
    ),
    Look("at the code", "accounts:code"),
    Look("resuming", "accounts:resume"),
    Look(ANONYMOUS, "accounts:own-link", args=_own_link),
    *(Look("asked at home", f"household:{page}") for page in ("home", "plan", "papers")),
    *(
        Look("asked at home", f"household:appointment{page}", args=_first)
        for page in ("", "-choose", "-wish", "-decline")
    ),
    Look("yan", "inspections:appointment-offer", "completed"),
    *(
        Look("yan", f"inspections:appointment-{name}", "completed", args=_visit("completed"))
        for name in ("choose", "wish", "decline", "move", "cancel")
    ),
    Look("wu", "inspections:appointment-close", "faulty", args=_visit("faulty")),
    *(Look("asked at home", f"household:{page}") for page in ("ask", "letters", "letter")),
    Look("asked at home", "household:done", args=lambda _stage: {"slug": "agree"}),
    Look("asked at home", "household:decide", args=lambda _stage: {"slug": "agree"}),
    Look("asked at home", "household:letter-sent", args=lambda _stage: {"number": 1}),
    Look("waiting at home", "household:home"),
    Look("accepted at home", "household:home"),
    Look("accepted at home", "household:decide", args=lambda _stage: {"slug": "rate"}),
    Look("chen", "ratings:ratings"),
    Look("zhou", "ratings:follow-up", "rated"),
    Look("wang", "ratings:rating", "rated"),
    *(Look("shi", f"connections:{name}", args=_system) for name in ("off", "all")),
    Look("shi", "connections:on", args=lambda _stage: {"partner": HOTLINE.key}),
    Look("shi", "connections:again", args=lambda stage: {"pk": stage.matters["delivery"]}),
    Look("wang", "supervision:record-recheck", args=lambda _stage: {"pk": draws.standing("agreed").pk}),
    Look("yan", "supervision:confirm", args=lambda _stage: {"pk": draws.standing("recorded").pk}),
    Look("ling", "supervision:publish", args=lambda _stage: {"pk": draws.standing("done").draw_id}),
    Look("zhou", "connections:returned"),
    Look("zhou", "connections:returned-stop", args=lambda stage: {"pk": stage.matters["delivery"]}),
    Look("zhou", "connections:returned-one", args=lambda stage: {"pk": stage.matters["delivery"]}),
    Look("wang", "ratings:rating", "passed"),
    Look("waiting at home", "household:defects"),
    Look("waiting at home", "household:defect-report"),
    Look("waiting at home", "household:defect", args=_first),
    Look("waiting at home", "household:defect-again", args=_first),
    Look("zhou", "inspections:defect-record", "building"),
    Look("zhou", "inspections:defect-settle", "verdict"),
    Look("zhou", "inspections:defect-insist", "rectifying"),
    *(
        Look("jiang", f"inspections:defect-{name}", "verdict", args=_reported)
        for name in ("schedule", "dispute")
    ),
    Look("waiting at home", "household:papers"),
    Look("jiang", "inspections:warranty", "passed"),
    Look("jiang", "inspections:product-fault", "building"),
    Look("wang", "inspections:showcase-mark", "passed"),
    Look("wang", "inspections:showcase-unmark", "shown"),
    Look("wang", "archives:compile", "whole"),
    *(Look("shen", f"archives:{name}", "compiled") for name in ("file", "return")),
    Look("shen", "archives:repack", "archived"),
    Look("wang", "archives:supplement", "packed"),
    Look("zhou", "archives:put-right", "packed"),
    Look("wang", "archives:archive", "packed"),
    Look("wang", "transfer:list"),
    Look("wang", "transfer:bundle-new"),
    Look("wang", "othertrack:renovation", args=_troubled),
    Look("wang", "signals:signal", args=_changed),
    Look("wu", "othertrack:patrol", args=_troubled),
    Look("zhou", "exchange:ask", args=lambda stage: {"pk": stage.directory["renovation_applied"].pk}),
    Look("wang", "revocations:tell", "proposed"),
    *(Look(who, f"revocations:{name}", "told") for who, name in (("wang", "state"), ("ling", "decide"))),
    Look("shen", "revocations:agree", "decided"),
    *(Look("wang", f"revocations:{name}", "revoked") for name in ("serve", "page")),
    Look("yan2", "accounts:factor-change"),
    Look("yan2", "accounts:account"),
    Look("wu", "field:index"),
    Look("zhou", "pages:case-list", query="?q=无此人"),
    Look("shi", "reports:index"),
    Look("shi", "administration:calendar"),
    Look("shi", "administration:calendar-year", args=lambda _stage: {"pk": 2027}),
    Look("shi", "administration:confirm", args=_waiting_role),
    Look("shi", "administration:decline", args=_waiting_role),
    Look("ling", "administration:reactivate", args=_who_left),
    Look("shi", "reports:detail", args=_snapshot),
    Look("wang", "reports:detail", args=_snapshot),
    Look("wang", "cases:case", "received"),
    Look("zhou", "cases:case", "returned"),
    Look("ling", "cases:case", "building"),
    Look("chen", "cases:case", "designing"),
    Look("wu", "inspections:works", "faulty"),
    Look("jiang", "inspections:works", "faulty"),
    Look("jiang", "inspections:works", "contracted"),
    Look("zhou", "plans:plan", "failing_plan"),
    Look("chen", "plans:plan", "changing"),
    Look("zhou", "plans:plan", "submitted_plan"),
    Look("jiang", "inspections:acceptance", "rectifying"),
    Look("yan", "inspections:acceptance", "items"),
    Look("yan", "inspections:acceptance", "verdict"),
    Look("ling", "inspections:acceptance", "mediating"),
    Look("chen", "plans:withdraw-change", "changing"),
    Look("zhou", "inspections:finish-confirm", "reported"),
    Look("zhou", "inspections:finish-reject", "reported"),
    Look("wu", "inspections:defect-verify", "mended", args=_defect),
    Look("jiang", "inspections:defect-rectify", "faulty", args=_standing_defect),
    Look("jiang", "inspections:acceptance-rectified", "rectified"),
    Look("zhou", "inspections:rectified-confirm", "repaired"),
    Look("zhou", "inspections:rectified-reject", "repaired"),
    Look("zhou", "plans:explain-difference", "dearer"),
    Look("wang", "inspections:mediation-record", "mediating"),
    *(Look("zhou", f"letters:{name}", args=_letter) for name in ("answer", "pass-on")),
    Look("zhou", "cases:undelivered"),
    Look("wang", "outbox:mail"),
    *(Look("zhou", f"cases:{name}", "passed") for name in ("resend-texts", "texts-told")),
    Look("asked at home", "household:complaint"),
)

REFUSALS = (
    Look("chen", "cases:file", "received"),
    Look("xi", "cases:case", "passed"),
    Look("zhou", "reports:index"),
    Look(LEER, "pages:workbench"),
)
"""Wrong role, other district, no business of a street, no role at all: 403 and 404."""

OUT_OF_ORDER = {"400.html": 400, "403_csrf.html": 403, "500.html": 500}
"""What the site shows when something is wrong with the request, or with itself."""


def out_of_order(template: str) -> HttpResponse:
    """Return such a page as it is shown: without knowing who is asking."""
    return HttpResponse(render_to_string(template), status=OUT_OF_ORDER[template])
