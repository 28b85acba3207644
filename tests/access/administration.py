"""URLs of 管理 in the access matrix."""

from __future__ import annotations

from apps.orgs.enums import Role
from tests.access.entries import (
    CITY,
    LEADER,
    NOBODY,
    REPORT_READERS,
    WEEK_READERS,
    Entry,
    Rows,
    body,
    own_body,
)
from tests.access.people import KEEPERS as ACCOUNT_KEEPERS
from tests.access.stage import ROLES

OVERSEEING = frozenset(
    name for name, post in ROLES.items() if post in (Role.CITY_OFFICER, Role.PROVINCE_OFFICER)
)

OPENERS, STEERERS = frozenset({"shi", "jia", "sheng"}), frozenset({"sheng"})


def of_body(name: str, doers: frozenset[str], **more: object) -> Entry:
    """A URL where 上城's numbers are set."""
    return Entry(name, Rows.BODY, doers, doers, args=lambda stage: {"pk": stage.world.shangcheng.pk, **more})


def of_city(name: str, get: frozenset[str] | None, post: frozenset[str] | None, **more: object) -> Entry:
    """A URL where the city's notices are worded."""
    return Entry(
        name,
        Rows.CITY,
        get,
        post,
        args=lambda stage: {"pk": stage.world.city.pk, **more},
        htmx=name.endswith("-sample"),
    )


def of_site(name: str, doers: frozenset[str]) -> Entry:
    """A URL where the running year or the draft of rules is changed."""
    args = lambda stage: {  # noqa: E731
        "pk": stage.world.program.pk if "year" in name else stage.draft.pk
    }
    return Entry(name, Rows.SITE, doers, doers, args=args)


BODY_KEEPERS = frozenset({"guan", "ling"})
ABOVE_ALONE = frozenset({"shi"})
ABOVE = frozenset({"shi", "sheng"})
ADMINISTRATION = (
    Entry("administration:index", Rows.NONE, ACCOUNT_KEEPERS | {"shenji"}),
    Entry("administration:bodies", Rows.NONE, ACCOUNT_KEEPERS),
    body("administration:body", BODY_KEEPERS | ABOVE),
    Entry("administration:import", Rows.NONE, frozenset({"shi", "sheng", "jia"})),
    # A dead link: a stranger is sent to sign in.
    Entry("administration:first", Rows.NONE, NOBODY, NOBODY, args=lambda stage: {"link": "none"}),
    own_body("administration:site-import", "province", frozenset({"sheng"})),
    body("administration:body-add", BODY_KEEPERS, BODY_KEEPERS),
    body("administration:body-contacts", BODY_KEEPERS | {"shi"}, BODY_KEEPERS | {"shi"}),
    body("administration:body-rename", BODY_KEEPERS | {"shi"}, BODY_KEEPERS | {"shi"}),
    body("administration:body-coverage", ABOVE, ABOVE),
    body("administration:body-coverage-preview", None, ABOVE, htmx=True),
    body("administration:body-succession", ABOVE, ABOVE),
    body("administration:body-succession-preview", None, ABOVE, htmx=True),
    body("administration:body-reporting", frozenset({"sheng"}), frozenset({"sheng"})),
    body("administration:body-reporting-preview", None, frozenset({"sheng"}), htmx=True),
    body("administration:body-reporting-start", ABOVE, ABOVE),
    body("administration:body-merge", ABOVE, ABOVE),
    body("administration:body-merge-preview", None, ABOVE, htmx=True),
    body("administration:body-close", ABOVE, ABOVE),
    body(
        "administration:body-call-off",
        BODY_KEEPERS | {"sheng"},
        BODY_KEEPERS | {"sheng"},
        which="leaving",
        change=True,
    ),
    Entry("administration:site", Rows.NONE, OVERSEEING),
    Entry("administration:years", Rows.NONE, REPORT_READERS),
    Entry(
        "administration:year", Rows.NONE, REPORT_READERS, args=lambda stage: {"pk": stage.world.program.pk}
    ),
    Entry("administration:rule-set", Rows.NONE, REPORT_READERS, args=lambda stage: {"pk": stage.draft.pk}),
    Entry(
        "administration:body-numbers",
        Rows.BODY,
        WEEK_READERS,
        args=lambda stage: {"pk": stage.world.shangcheng.pk},
    ),
    of_site("administration:year-open", OPENERS),
    of_site("administration:year-change", STEERERS),
    of_site("administration:rules-draft", STEERERS),
    of_site("administration:rules-change", STEERERS),
    of_site("administration:rules-publish", STEERERS),
    of_body("administration:target", CITY, year=2026),
    of_body("administration:milestones", CITY, year=2026),
    of_body("administration:span", CITY),
    of_body("administration:parameter", LEADER | CITY, code="filing_workdays"),
    of_body("administration:retention", LEADER | CITY),
    of_body("administration:materials", LEADER | CITY, track="assembled"),
    of_body("administration:statute", LEADER | CITY, line="gas_pipes"),
    of_city("administration:wordings", frozenset({"shi", "sheng"}), None),
    of_city("administration:wording", ABOVE_ALONE, ABOVE_ALONE, key="household-receive"),
    of_city("administration:wording-sample", None, ABOVE_ALONE, key="household-receive"),
    of_city("administration:layout", ABOVE_ALONE, ABOVE_ALONE, year=2026),
    of_city("administration:layout-sample", None, ABOVE_ALONE, year=2026),
    Entry("administration:initial", Rows.NONE, REPORT_READERS),
    Entry(
        "administration:initial-of",
        Rows.BODY,
        WEEK_READERS,
        args=lambda stage: {"pk": stage.world.shangcheng.pk},
    ),
    Entry(
        "administration:retention-paper",
        Rows.BODY,
        WEEK_READERS,
        args=lambda stage: {"pk": stage.world.shangcheng.pk},
    ),
    of_body("administration:condition-add", LEADER | CITY),
    of_body("administration:condition", LEADER | CITY, condition=1),
    of_body("administration:initial-set", LEADER | CITY, year=2026),
    Entry(
        "administration:initial-preview",
        Rows.BODY,
        None,
        LEADER | CITY,
        args=lambda stage: {"pk": stage.world.shangcheng.pk, "year": 2026},
        htmx=True,
    ),
    Entry("administration:identities", Rows.NONE, ACCOUNT_KEEPERS),
    Entry("administration:calendar", Rows.NONE, OVERSEEING),
    Entry("administration:calendar-year", Rows.SITE, OVERSEEING, OVERSEEING, args=lambda _: {"pk": 2027}),
)
