"""Loading the demonstration: the same programme every time, up to its fixed moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from apps.audit.services import digest_until_yesterday
from apps.cases.models import Case
from apps.demo.services.draws import draw_stories
from apps.demo.services.households import brought_story, household_story, waiting_story
from apps.demo.services.keeping import name_contacts, review_accounts
from apps.demo.services.materials import RARE_NAMES, Materials
from apps.demo.services.numbers import set_numbers
from apps.demo.services.offers import offer_stories, plan_from_package
from apps.demo.services.partners import enter_sites
from apps.demo.services.plot import Turns, office_hour
from apps.demo.services.renovations import convert_one, renovation_stories
from apps.demo.services.reported import report_defects
from apps.demo.services.rounds import arrange_today
from apps.demo.services.schedule import Story, play
from apps.demo.services.signals import signal_story
from apps.demo.services.slip import issue_demo_slip
from apps.demo.services.tickets import ticket_stories
from apps.demo.services.tokens import issue_demo_tokens
from apps.demo.services.undelivered import leave_undelivered
from apps.demo.services.visits import arrange_visits
from apps.demo.services.voices import rating_stories
from apps.demo.services.weeks import opening_stories, report_stories, snapshot_story
from apps.demo.services.workbook import load_workbook
from apps.demo.services.world import FULL, DemoWorld, Scale, build_world
from apps.lib import clock
from apps.lib.clock import SHANGHAI
from apps.orgs.enums import Role
from apps.outbox.services import forget_old_messages
from apps.reports.models import WeekSnapshot
from apps.reports.queries.weeks import bureaus_that_report
from apps.reports.services import count_stage_days

SEED = 20261126
BEGIN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 26, 14, 18, tzinfo=SHANGHAI)
"""Thursday 26 November 2026, 14:18: three hours before the weekly table is due."""
WORKBOOK = Path("data") / "登记汇总表-示例.xlsx"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Counts of what the loader left in the database."""

    cases: int
    snapshots: int
    sound_rows: int
    refused_rows: int


def load_demo(scale: Scale = FULL) -> Loaded:
    """Build the world and play every story up to the demonstration's moment."""
    with clock.at(BEGIN):
        world = build_world(scale)
        name_contacts(world)
        set_numbers(world)
    materials = Materials(SEED)
    stories = [
        snapshot_story(NOW, scale.since),
        *opening_stories(world, scale.since),
        *report_stories(world, NOW, scale.since),
        *_households(world, materials, scale),
        _other_order(world),
        _waiting(world),
        *_answered(world),
        *offer_stories(world),
        *rating_stories(world),
        *ticket_stories(world),
        *draw_stories(world),
        *renovation_stories(world),
        signal_story(world),
    ]
    rows: list[bool] = []
    stories.append(_workbook(world, rows))
    # One transaction: thousands of small ones would wait for the disk each time.
    with transaction.atomic():
        play(stories, until=NOW)
        with clock.at(NOW.astimezone(UTC)):
            issue_demo_tokens(world)
            issue_demo_slip(world)
            leave_undelivered(world)
            review_accounts()
            arrange_today(world)
            plan_from_package(world)
            arrange_visits(world)
            report_defects(world)
            convert_one(world)
            enter_sites()
            forget_old_messages(days=2)  # what a year's desks have long dealt with
            digest_until_yesterday()
            count_stage_days(bureaus=bureaus_that_report())
    return Loaded(
        cases=Case.objects.count(),
        snapshots=WeekSnapshot.objects.count(),
        sound_rows=sum(rows),
        refused_rows=len(rows) - sum(rows),
    )


def _other_order(world: DemoWorld) -> tuple[datetime, Story]:
    # Materials of its own: what the other households draw from theirs stays as it was.
    begin = datetime(2026, 11, 25, 15, 40, tzinfo=SHANGHAI)
    return begin, brought_story(world, Materials(SEED + 1), key="330102")


def _waiting(world: DemoWorld) -> tuple[datetime, Story]:
    # Materials of its own, as above.
    materials = Materials(SEED + 9)
    return office_hour(materials, date(2026, 11, 13)), waiting_story(world, materials, key="330102")


def _answered(world: DemoWorld) -> Iterator[tuple[datetime, Story]]:
    """Applications whose return was answered and waits to be judged, one in each of three districts."""
    for place, key in enumerate(key for key in ("330102", "330105", "330106") if key in world.streets):
        # Materials of their own, as above.
        materials = Materials(SEED + 2 + place)
        begin = office_hour(materials, date(2026, 11, 9 + place))
        street = world.streets[key][place].code
        turns = Turns(returned=True, lingers="judging")
        yield begin, household_story(world, materials, key=key, street=street, turns=turns)


def _workbook(world: DemoWorld, rows: list[bool]) -> tuple[datetime, Story]:
    def story() -> Iterator[datetime]:
        yield clock.now()
        by = world.actors["330102", Role.DISTRICT_CLERK]
        outcomes = load_workbook(path=Path(settings.BASE_DIR) / WORKBOOK, by=by)
        rows.extend(outcome.accepted for outcome in outcomes)

    return datetime(2026, 11, 24, 15, 30, tzinfo=SHANGHAI), story()


def _households(world: DemoWorld, materials: Materials, scale: Scale) -> list[tuple[datetime, Story]]:
    stories: list[tuple[datetime, Story]] = []
    plain = [(key, index) for key, number in scale.households.items() for index in range(number)]
    rare = iter(RARE_NAMES)
    for position, (key, index) in enumerate(plain):
        streets = world.streets[key]
        street = streets[materials.random.randrange(min(len(streets), 5))].code
        begin = office_hour(materials, _applied(materials, index, scale.since))
        turns = _turns(position)
        name = next(rare, "") if key == "330102" and index in (3, 9) else ""
        story = household_story(world, materials, key=key, street=street, turns=turns, name=name)
        stories.append((begin, story))
    return stories


def _applied(materials: Materials, index: int, since: date) -> date:
    """Spread applications from the first week to yesterday, denser towards autumn."""
    # Every fifth applied of late: early states need cases, too.
    if index % 5 == 4:
        return NOW.date() - timedelta(days=materials.random.randint(1, 50))
    days = (NOW.date() - since).days
    return since + timedelta(days=int(materials.random.triangular(7, days - 2, days * 0.78)))


def _turns(position: int) -> Turns:
    """Deal out the unusual turns so that each occurs several times and most households have none."""
    dealt = {
        3: Turns(returned=True),
        7: Turns(fails_checks=True),
        11: Turns(fails_acceptance=True),
        14: Turns(overrun=True),
        17: Turns(works_late=True),
        19: Turns(rejects_plan=True),
        23: Turns(defect=True),
        26: Turns(withdrawn=True),
        29: Turns(returned=True, fails_checks=True),
        31: Turns(declined=True),
        33: Turns(pauses=True),
        37: Turns(accepted_late=True),
        39: Turns(duplicate=True),
        41: Turns(lingers="rectification", fails_acceptance=True),
        2: Turns(lingers="filing"),
        9: Turns(lingers="choice"),
        13: Turns(lingers="design"),
        21: Turns(lingers="works"),
        25: Turns(lingers="acceptance"),
        28: Turns(lingers="contract"),
        30: Turns(slips=True),
        35: Turns(lingers="rectification", fails_acceptance=True),
        43: Turns(overrun=True, defect=True),
        45: Turns(supplement=True),
        46: Turns(dissatisfied=True),
        47: Turns(replaces_enterprise=True),
    }
    return dealt.get(position % 48, Turns())
