"""The access matrix: one entry for every URL of the site. The suite fails where one is missing."""

from __future__ import annotations

from apps.inspections.queries.appointments import VISITORS
from apps.orgs.enums import DISTRICT_ROLES, Role
from apps.reports.rules.figures import FIGURE_LABELS
from tests.access.administration import ADMINISTRATION, OVERSEEING
from tests.access.archiving import ENTRIES as ARCHIVING
from tests.access.directory import DIRECTORY
from tests.access.draws import DRAWS
from tests.access.entries import (
    AT_COUNTERS,
    CASE_DESKS,
    CITY,
    CONTRACTOR,
    CORRECTORS,
    COUNTER,
    DESIGNER,
    DISTRICT,
    DISTRICT_DESK,
    FILLERS,
    INSPECTORS,
    LEADER,
    NOBODY,
    PATROL,
    READ_PAPERS,
    REPORT_READERS,
    SIGNED_IN,
    SLIP_DESK,
    STREET,
    STREET_MOVERS,
    WEEK_READERS,
    WHOLE,
    Entry,
    Rows,
    act,
    case,
    draft,
    of_case,
    of_matter,
    week,
    year,
)
from tests.access.field import FIELD
from tests.access.household import HOUSEHOLD
from tests.access.letters import LETTERS
from tests.access.othertrack import OTHER_TRACK
from tests.access.people import PEOPLE
from tests.access.reported import REPORTED_DOORS
from tests.access.signals import SIGNALS
from tests.access.stage import OWN, ROLES, holders
from tests.access.tickets import TICKETS
from tests.access.tokens import TOKENS
from tests.access.voices import VOICES

DOORS = (
    Entry("accounts:login", Rows.PUBLIC, SIGNED_IN, SIGNED_IN),
    Entry("accounts:logout", Rows.NONE, None, SIGNED_IN),
    Entry("accounts:switch-post", Rows.NONE, None, SIGNED_IN),
    Entry("accounts:choose-post", Rows.NONE, SIGNED_IN),
    Entry("accounts:session", Rows.PUBLIC, SIGNED_IN, SIGNED_IN),
    # without a gate both lead back to the page of signing in: tests/accounts/test_gate.py
    Entry("accounts:gate", Rows.PUBLIC, None, SIGNED_IN),
    Entry("accounts:gate-back", Rows.PUBLIC, SIGNED_IN),
    Entry(
        "accounts:identity",
        Rows.NONE,
        frozenset({"ling", "shi", "guan"}),
        frozenset({"ling", "shi", "guan"}),
        args=lambda stage: {"user_id": stage.world.wang.user_id, "act": "link"},
    ),
    Entry("accounts:code", Rows.NONE, SIGNED_IN, SIGNED_IN),
    Entry("accounts:resume", Rows.NONE, SIGNED_IN, SIGNED_IN),
    Entry("accounts:onward", Rows.NONE, SIGNED_IN),
    Entry("accounts:account", Rows.NONE, SIGNED_IN),
    Entry("accounts:password", Rows.NONE, SIGNED_IN, SIGNED_IN),
    Entry("accounts:factor", Rows.NONE, SIGNED_IN, SIGNED_IN),
    Entry("accounts:factor-change", Rows.NONE, SIGNED_IN, SIGNED_IN),
    Entry("accounts:sign-out-everywhere", Rows.NONE, None, SIGNED_IN),
    Entry("accounts:claim", Rows.PUBLIC, SIGNED_IN, SIGNED_IN),
    Entry("accounts:own-link", Rows.PUBLIC, SIGNED_IN, SIGNED_IN, args=lambda stage: {"link": "none"}),
    Entry(
        "accounts:person",
        Rows.NONE,
        frozenset({"ling", "shi", "guan"}),
        frozenset({"ling", "shi", "guan"}),
        args=lambda stage: {"user_id": stage.world.wang.user_id, "act": "sessions"},
    ),
)

CASES = (
    Entry("cases:register", Rows.NONE, AT_COUNTERS, AT_COUNTERS),
    Entry("cases:register-field", Rows.NONE, None, AT_COUNTERS, query="field=name", htmx=True),
    Entry("cases:privacy-notice", Rows.NONE, AT_COUNTERS),
    Entry("cases:register-drafts", Rows.NONE, AT_COUNTERS, AT_COUNTERS),
    Entry("cases:undelivered", Rows.NONE, AT_COUNTERS),
    # another counter's page with this draft's key is shown again with what was typed, and kept apart
    draft("cases:register-draft", STREET, AT_COUNTERS),
    draft("cases:register-check", STREET, STREET),
    case("cases:registered", "received", COUNTER),
    act("cases:submit", "submit", "draft"),
    act("cases:receive", "receive", "submitted"),
    act("cases:file", "file", "received"),
    act("cases:decline", "decline", "received"),
    act("cases:choose-enterprise", "choose_enterprise", "filed"),
    act("cases:withdraw", "withdraw", "designing"),
    act("cases:terminate", "terminate", "building"),
    case("cases:return", "received", DISTRICT_DESK, DISTRICT_DESK),
    case("cases:resubmit", "returned", COUNTER, COUNTER),
    case("cases:judge", "answered", DISTRICT_DESK, DISTRICT_DESK),
    case("cases:hand-in", "designing", COUNTER, COUNTER),
    case("cases:return-notice", "returned", READ_PAPERS, args=of_case("returned", number=1), refused=404),
    case("cases:decline-notice", "declined", READ_PAPERS, refused=404),
    case("cases:resend-texts", "passed", COUNTER, COUNTER),
    case("cases:texts-told", "passed", COUNTER, COUNTER),
    case("cases:correct", "designing", CORRECTORS, CORRECTORS),
    case("cases:correct-answers", "designing", CORRECTORS, CORRECTORS),
    case("cases:move-street", "designing", STREET_MOVERS, STREET_MOVERS),
    case("cases:backfill", "designing", CORRECTORS, CORRECTORS),
    case("cases:patrol", "designing", CORRECTORS, CORRECTORS),
    case("cases:release", "contracted", LEADER, LEADER, args=of_matter("contracted", hold="hold")),
    case(
        "cases:reveal",
        "passed",
        READ_PAPERS,
        READ_PAPERS,
        args=of_case("passed", field="id_number"),
        refused=404,
        htmx=True,
        variant="id_number",
    ),
    case(
        "cases:reveal",
        "passed",
        READ_PAPERS | CONTRACTOR | PATROL,
        READ_PAPERS | CONTRACTOR | PATROL,
        args=of_case("passed", field="phone"),
        refused=404,
        variant="phone",
    ),
    case("cases:receipt", "passed", READ_PAPERS, refused=404),
)

PLANS = (
    case("plans:plan", "passed", OWN),
    case("plans:edit", "designing", DESIGNER, DESIGNER),
    case("starting:start", "designing", DESIGNER, DESIGNER),
    case("plans:evaluate", "designing", None, DESIGNER, htmx=True),
    case("plans:new-version", "failing_plan", None, DESIGNER),
    case("plans:confirm", "submitted_plan", COUNTER),
    case("plans:sign", "submitted_plan", COUNTER, COUNTER),
    case("plans:scan", "submitted_plan", COUNTER, COUNTER),
    case("plans:opinion", "submitted_plan", COUNTER, COUNTER),
    act("plans:contract", "sign_contract", "confirmed"),
    case("plans:supplement", "building", COUNTER | CONTRACTOR, COUNTER | CONTRACTOR),
    case("plans:explain-difference", "building", COUNTER | CONTRACTOR, COUNTER | CONTRACTOR),
    case("plans:correct-contract", "building", SLIP_DESK, SLIP_DESK),
    case("plans:overrun", "overrun", DISTRICT, DISTRICT),
    case("plans:change", "contracted", COUNTER | DESIGNER, COUNTER | DESIGNER),
    case("plans:withdraw-change", "contracted", COUNTER | DESIGNER, COUNTER | DESIGNER),
    act("plans:replace", "replace_enterprise", "contracted"),
    case("plans:paper", "passed", OWN, args=of_case("passed", number=2)),
    case("plans:application-form", "passed", READ_PAPERS, refused=404),
)

STOPPERS = CONTRACTOR | DISTRICT | STREET
SETTLERS = DISTRICT | STREET
SPOT_CHECKERS = DISTRICT - LEADER
MEDIATORS = DISTRICT | STREET
ACCEPTERS = holders(Role.DISTRICT_INSPECTOR, Role.DISTRICT_CLERK)
ARRANGERS = ACCEPTERS | CONTRACTOR | PATROL
ROUNDERS = frozenset(name for name, role in ROLES.items() if role in DISTRICT_ROLES | VISITORS)
WORKS = (
    case("inspections:works", "passed", OWN),
    act("inspections:start", "start_works", "contracted"),
    case("inspections:progress", "building", CONTRACTOR, CONTRACTOR),
    case("inspections:concealed", "building", CONTRACTOR, CONTRACTOR),
    case("inspections:finish", "building", CONTRACTOR, CONTRACTOR),
    act("inspections:finish-confirm", "finish_works", "building"),
    act("inspections:finish-reject", "finish_works", "building"),
    case("inspections:correct-days", "building", SLIP_DESK, SLIP_DESK),
    case("inspections:stop", "building", STOPPERS, STOPPERS),
    case("inspections:resume", "stopped", STOPPERS, STOPPERS),
    case(
        "inspections:settle-pause",
        "stopped",
        SETTLERS,
        SETTLERS,
        args=of_matter("stopped", stop_id="stop"),
    ),
    case("inspections:patrol", "building", PATROL, PATROL),
    case("inspections:spot-check", "building", SPOT_CHECKERS, SPOT_CHECKERS),
    case(
        "inspections:defect-rectify",
        "faulty",
        CONTRACTOR | (COUNTER - STREET),
        CONTRACTOR | (COUNTER - STREET),
        args=of_matter("faulty", defect_id="defect"),
    ),
    case(
        "inspections:defect-verify",
        "faulty",
        DISTRICT | STREET | PATROL,
        DISTRICT | STREET | PATROL,
        args=of_matter("faulty", defect_id="defect"),
    ),
    case("inspections:photo", "passed", OWN, args=of_matter("passed", photo_id="photo")),
)

ACCEPTANCE = (
    case("inspections:acceptance", "passed", OWN),
    act("inspections:acceptance-open", "pass_acceptance", "completed"),
    act("inspections:acceptance-items", "pass_acceptance", "attempt"),
    case("inspections:acceptance-preview", "attempt", None, INSPECTORS, htmx=True),
    act("inspections:acceptance-verdict", "pass_acceptance", "items"),
    # only who gave a verdict takes it back, or the leader
    case("inspections:acceptance-withdraw", "verdict", LEADER | {"yan"}, LEADER | {"yan"}),
    case("inspections:acceptance-opinion", "verdict", COUNTER | INSPECTORS, COUNTER | INSPECTORS),
    act("inspections:acceptance-conclude", "pass_acceptance", "satisfied"),
    case(
        "inspections:acceptance-rectify",
        "rectifying",
        CONTRACTOR | (COUNTER - STREET),
        CONTRACTOR | (COUNTER - STREET),
        args=of_matter("rectifying", item_id="item"),
    ),
    case(
        "inspections:acceptance-rectified",
        "rectifying",
        CONTRACTOR | (COUNTER - STREET),
        CONTRACTOR | (COUNTER - STREET),
    ),
    act("inspections:rectified-confirm", "finish_rectification", "rectifying"),
    act("inspections:rectified-reject", "finish_rectification", "rectifying"),
    case("inspections:absence", "completed", MEDIATORS, MEDIATORS),
    case("inspections:mediation-open", "completed", MEDIATORS, MEDIATORS),
    case("inspections:mediation-record", "completed", MEDIATORS, MEDIATORS),
    act("inspections:convert", "convert", "completed"),
    act("inspections:close-unconfirmed", "close_unconfirmed", "mediated"),
    case("inspections:acceptance-paper", "passed", OWN, args=of_case("passed", number=1)),
    case("inspections:opinion-paper", "passed", OWN, args=of_matter("passed", opinion_id="opinion")),
    case("inspections:pass-report", "passed", OWN),
    case("inspections:rectification-notice", "rectifying", OWN, args=of_case("rectifying", number=1)),
    Entry("inspections:round-list", Rows.NONE, ROUNDERS),
    Entry("inspections:round-list-paper", Rows.NONE, ROUNDERS, ROUNDERS),
    case("inspections:appointments", "completed", OWN),
    case("inspections:appointment-offer", "completed", ARRANGERS, ARRANGERS),
    *(
        case(f"inspections:appointment-{name}", "completed", who, who, args=of_case("completed", number=1))
        for name, who in (
            ("choose", ACCEPTERS | STREET),
            ("wish", ACCEPTERS | STREET),
            ("decline", ACCEPTERS | STREET),
            ("move", ACCEPTERS),
            ("cancel", ACCEPTERS),
            ("close", ACCEPTERS),
        )
    ),
)

REPORTS = (
    Entry("reports:index", Rows.NONE, REPORT_READERS),
    Entry("reports:overview", Rows.NONE, REPORT_READERS),
    Entry("reports:punctuality", Rows.NONE, REPORT_READERS),
    Entry(
        "reports:overview-figure",
        Rows.NONE,
        REPORT_READERS,
        args=lambda stage: {"figure": "open"},
        query="year=2026",
    ),
    Entry(
        "reports:bureau", Rows.WEEK, WEEK_READERS, args=lambda stage: {"bureau": stage.world.shangcheng.pk}
    ),
    Entry("reports:roll-up-pdf", Rows.WEEK, WEEK_READERS, query="year=2026&week=38"),
    Entry("reports:roll-up-xlsx", Rows.WEEK, WEEK_READERS, query="year=2026&week=38"),
    week("reports:detail", WEEK_READERS),
    week("reports:save", None, FILLERS),
    week("reports:submit", None, FILLERS),
    week("reports:urge", CITY, CITY, snapshot="draft"),
    week("reports:release", CITY, CITY, snapshot="draft"),
    week("reports:take-back", None, FILLERS, snapshot="submitted"),
    week("reports:accept", None, CITY, snapshot="submitted"),
    week("reports:return", None, CITY, snapshot="submitted"),
    week("reports:answer", None, FILLERS),
    week("reports:ask-reopening", None, FILLERS, snapshot="submitted"),
    week("reports:reopen", None, CITY, snapshot="submitted"),
    week("reports:decline-reopening", None, CITY, snapshot="submitted"),
    week("reports:adjust", None, FILLERS),
    week("reports:figure", WEEK_READERS, figure=next(iter(FIGURE_LABELS))),
    week("reports:matched", WEEK_READERS),
    week("reports:pdf", WEEK_READERS),
    week("reports:xlsx", WEEK_READERS),
    week("reports:evidence", WEEK_READERS),
    Entry("reports:year-closes", Rows.NONE, REPORT_READERS),
    year("reports:year-close", WEEK_READERS),
    year("reports:year-admit", None, FILLERS),
    year("reports:year-submit", None, FILLERS),
    year("reports:year-accept", None, CITY, close="submitted"),
    year("reports:year-return", None, CITY, close="submitted"),
    year("reports:year-close-pdf", WEEK_READERS),
    year("reports:year-close-xlsx", WEEK_READERS),
    year("reports:year-close-scan", WEEK_READERS, close="submitted"),
)


def file(variant: str, admitted: frozenset[str]) -> Entry:
    """A stored file; a refused one is as if it were not there."""
    return Entry(
        "documents:file",
        Rows.CASE,
        admitted,
        args=lambda stage: {"pk": stage.matters[f"{variant} file"]},
        refused=404,
        variant=variant,
    )


PAGES = (
    Entry("pages:workbench", Rows.NONE, WHOLE),
    Entry("pages:help", Rows.NONE, WHOLE),
    Entry("pages:case-list", Rows.NONE, CASE_DESKS, htmx=True),
    Entry("pages:case-search", Rows.NONE, None, CASE_DESKS),
    Entry("pages:case-export", Rows.NONE, CASE_DESKS, CASE_DESKS),
    case("cases:case", "passed", OWN),
    case("cases:case", "returned", OWN - CONTRACTOR, variant="returned"),
    case("cases:case", "draft", COUNTER | DISTRICT | {"shenji"}, variant="draft"),
    case("archives:archive", "passed", OWN, COUNTER),
    case("archives:acceptance-form", "passed", COUNTER | INSPECTORS, COUNTER | INSPECTORS),
    case("cases:record", "passed", OWN),
    file("plain", OWN),
    file("sensitive", READ_PAPERS),
    file("parked", NOBODY),
    Entry("pages:gallery", Rows.NONE, SIGNED_IN, SIGNED_IN),
)


def job(name: str, get: bool, post: bool, *, htmx: bool = False) -> Entry:
    """A job of 王演示: there for the person and the bureau's leader, for nobody else."""
    seen = LEADER | {"wang"}
    args = lambda stage: {"pk": stage.matters["job"]}  # noqa: E731
    return Entry(name, Rows.NONE, seen if get else None, seen if post else None, args, "", 404, htmx)


OUTBOX = (
    Entry("outbox:job-list", Rows.NONE, WHOLE),
    Entry("outbox:schedule", Rows.NONE, OVERSEEING),
    job("outbox:job", True, False),
    job("outbox:progress", True, False, htmx=True),
    job("outbox:cancel", True, True),
    job("outbox:retry", False, True),
    Entry("outbox:inbox", Rows.NONE, WHOLE),
    Entry("outbox:mail", Rows.NONE, WHOLE, WHOLE),
    Entry("outbox:read-all", Rows.NONE, None, WHOLE),
    Entry(
        "outbox:message",
        Rows.NONE,
        None,
        frozenset({"wang"}),
        args=lambda stage: {"pk": stage.matters["message"]},
        refused=404,
    ),
)

EVERYBODYS = (
    *("archive-key", "check", "compare", "enterprises", "packages", "points", "progress", "windows"),
    *(f"{of}-{kind}" for of in ("enterprises", "packages", "progress") for kind in ("csv", "json")),
)
"""Pages and data without an account whose address is all they ask."""
OPERATIONS = (
    # shows something only where the demonstration's way of sending is on: tests/demo/test_texts.py
    Entry("demo:texts", Rows.PUBLIC, SIGNED_IN),
    *(Entry(f"public:{page}", Rows.PUBLIC, SIGNED_IN) for page in EVERYBODYS),
    Entry(
        "public:package",
        Rows.PUBLIC,
        SIGNED_IN,
        args=lambda stage: {"pk": stage.directory["package_published"].pk},
    ),
    Entry("public:checked", Rows.PUBLIC, SIGNED_IN, args=lambda stage: {"code": stage.matters["digest"]}),
    Entry("operations:healthz", Rows.PUBLIC, SIGNED_IN),
    Entry("operations:readyz", Rows.PUBLIC, SIGNED_IN),
    # to a stranger from elsewhere it is closed: tests/running/test_probes.py
    Entry("operations:metrics", Rows.PUBLIC, SIGNED_IN),
)

MATRIX: tuple[Entry, ...] = (
    *OPERATIONS,
    *DOORS,
    *CASES,
    *PLANS,
    *WORKS,
    *ACCEPTANCE,
    *(*FIELD, *REPORTS),
    *PAGES,
    *(*ARCHIVING, *OUTBOX, *ADMINISTRATION),
    *(*PEOPLE, *TOKENS, *DIRECTORY, *HOUSEHOLD),
    *(*LETTERS, *VOICES, *REPORTED_DOORS, *TICKETS, *SIGNALS, *OTHER_TRACK, *DRAWS),
)
