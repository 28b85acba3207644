"""For each kind ten planted cases and ten clean neighbours: all planted are found, no neighbour is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image

from apps.cases.models import Case
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.packages.models import PackageVersion
from apps.packages.services import publish_package, revise_package
from apps.programs.enums import ParameterCode as Code
from apps.programs.models import Milestone
from apps.signals.enums import Kind
from apps.signals.models import Signal, SignalCase
from tests.factories import signals as rows
from tests.factories.packages import PRICE, dearer, publish
from tests.factories.signals import case_of, contract_of, line, search, standing
from tests.factories.world import World

TEN = range(10)
Plant = Callable[[World, int, bool], Case]
"""Writes a case, planted or clean."""


def planted(world: World, plant: Plant) -> set[str]:
    """Write ten planted cases and ten neighbours; return the planted ones."""
    found = {str(plant(world, number, True).pk) for number in TEN}
    for number in TEN:
        plant(world, number, False)
    return found


def package(world: World, *, raised_on: date | None = None) -> PackageVersion:
    """Publish a package for 厨房 at PRICE, raised by 400 元 on a day."""
    from apps.plans.enums import SpaceKind

    made = publish(world.chen, world.shili, kind=SpaceKind.KITCHEN, area=Decimal(6))
    if raised_on is not None:
        revise_package(by=world.chen, package=made, content=dearer(), price_reason="五金调价")
        made.refresh_from_db()
        publish_package(by=SYSTEM, package=made)
        made.refresh_from_db()
        PackageVersion.objects.filter(pk=made.current_id).update(published_on=raised_on)
        PackageVersion.objects.filter(package=made, number=1).update(published_on=date(2026, 1, 5))
    made.refresh_from_db()
    return PackageVersion.objects.get(pk=made.current_id)


def test_contracts_above_their_package(world: World) -> None:
    line(world, Code.SIGNAL_PACKAGE_OVER, "10")
    version = package(world)

    def plant(world: World, number: int, bad: bool) -> Case:
        case = case_of(world)
        amount = PRICE * (111 + number if bad else 100 + number) / 100
        rows.from_package(contract_of(case, amount=amount.quantize(Decimal("0.01"))), version)
        return case

    expected = planted(world, plant)
    search()
    assert standing(Kind.ABOVE_PACKAGE) == expected


def test_prices_raised_before_a_contract(world: World) -> None:
    line(world, Code.PRICE_RAISE_DAYS, "30")
    version = package(world, raised_on=clock.today())

    def plant(world: World, number: int, bad: bool) -> Case:
        case = case_of(world)
        signed = version.published_on or clock.today()
        signed += timedelta(days=number if bad else 31 + number)
        rows.from_package(contract_of(case, amount=PRICE, signed_on=signed), version)
        return case

    expected = planted(world, plant)
    search()
    assert standing(Kind.RAISED_BEFORE) == expected


def test_prices_above_peers(world: World) -> None:
    for code, value in (
        (Code.SIGNAL_PEERS_OVER, "30"),
        (Code.SIGNAL_PEERS_TIMES, "5"),
        (Code.SIGNAL_PEERS_LEAST, "10"),
    ):
        line(world, code, value)

    def plant(world: World, number: int, bad: bool) -> Case:
        case = case_of(world)
        contract_of(case, amount=Decimal(64000 + number * 100 if bad else 40000 + number * 150))
        return case

    expected = planted(world, plant)
    for number in TEN:
        plant(world, number + 10, False)
    # Another bureau, other rooms: no peers of theirs.
    contract_of(case_of(world, bureau=world.xihu), amount=Decimal(90000))
    contract_of(case_of(world, renovation_scope="both"), amount=Decimal(90000))
    search()
    assert standing(Kind.PEERS) == expected


def test_a_price_above_peers_goes_on_among_those_of_the_new_bureau(world: World) -> None:
    for code, value in (
        (Code.SIGNAL_PEERS_OVER, "30"),
        (Code.SIGNAL_PEERS_TIMES, "5"),
        (Code.SIGNAL_PEERS_LEAST, "3"),
    ):
        line(world, code, value)
    clean = [case_of(world, bureau=bureau) for bureau in [world.shangcheng] * 4 + [world.xihu] * 4]
    for case in clean:
        contract_of(case, amount=Decimal(40000))
    dear = case_of(world)
    contract_of(dear, amount=Decimal(90000))
    search()
    rows.touch(dear, bureau=world.xihu)
    search()
    # The old bureau's contracts are looked at again, and it is none of theirs.
    rows.touch(clean[0])
    search()
    row = Signal.objects.get()
    assert (row.superseded_at, row.bureau) == (None, world.xihu)
    assert row.group.startswith(f"peers:{world.xihu.pk}:")


def test_one_enterprise_with_most_of_a_street(world: World) -> None:
    line(world, Code.SIGNAL_STREET_SHARE, "80")
    line(world, Code.SIGNAL_STREET_LEAST, "5")

    def street(number: int, others: int) -> str:
        code = f"33010200{number}" if number < 10 else f"3301020{number}"
        for place in range(5):
            case_of(world, street_code=code, enterprise=world.yangben if place < others else world.shili)
        return f"street:{world.shangcheng.pk}:{world.program.pk}:{code}:{world.shili.pk}"

    expected = {street(number, number % 2) for number in TEN}
    for number in TEN:
        street(number + 10, 2)
    search()
    assert standing(Kind.STREET_SHARE) == expected


def spots(seed: int, quality: int = 88, size: tuple[int, int] = (320, 240)) -> bytes:
    """Return a JPEG that a seed makes unlike any other."""
    drawn = Image.new("L", (12, 9))
    drawn.putdata([(seed * 7919 + at * at * 104729 + at * seed * 31) % 256 for at in range(108)])
    target = BytesIO()
    drawn.resize(size, Image.Resampling.BICUBIC).convert("RGB").save(target, "JPEG", quality=quality)
    return target.getvalue()


def pair(one: Case, other: Case) -> str:
    """Return by what two cases are known."""
    return ":".join(sorted((str(one.pk), str(other.pk))))


def test_one_photo_in_two_cases(world: World) -> None:
    line(world, Code.SIGNAL_PHOTO_SAME, "是")
    expected = set()
    for number in TEN:
        first, second, third = case_of(world), case_of(world), case_of(world)
        rows.photo_of(first, b"a" * (number + 1), original=f"same-{number}")
        rows.photo_of(second, b"b" * (number + 1), original=f"same-{number}")
        rows.photo_of(third, b"c" * (number + 1), original=f"other-{number}")
        expected.add(pair(first, second))
    search()
    assert standing(Kind.PHOTO_SAME) == expected


def test_photos_that_look_alike(world: World) -> None:
    line(world, Code.SIGNAL_PHOTO_BITS, "7")
    expected = set()
    for number in TEN:
        first, second, third = case_of(world), case_of(world), case_of(world)
        rows.photo_of(first, spots(number), original=f"a-{number}")
        rows.photo_of(second, spots(number, 55, (480, 360)), original=f"b-{number}")
        rows.photo_of(third, spots(number + 50), original=f"c-{number}")
        expected.add(pair(first, second))
    search()
    assert standing(Kind.PHOTO_LIKE) == expected


def test_works_that_were_too_short(world: World) -> None:
    line(world, Code.SIGNAL_WORKS_DAYS, "4")

    def plant(world: World, number: int, bad: bool) -> Case:
        days = number % 3 if bad else 3 + number
        return case_of(world, completed_on=rows.STARTED + timedelta(days=days))

    expected = planted(world, plant)
    search()
    assert standing(Kind.WORKS_SHORT) == expected


def test_works_that_ended_on_the_eve_of_a_milestone(world: World) -> None:
    line(world, Code.SIGNAL_MILESTONE_DAYS, "1")
    due = Milestone.objects.filter(program=world.program, measure="completed").earliest("due_on").due_on

    def plant(world: World, number: int, bad: bool) -> Case:
        before = number % 2 if bad else 2 + number
        return case_of(world, completed_on=due - timedelta(days=before))

    expected = planted(world, plant)
    # After it nobody hurries.
    case_of(world, completed_on=due + timedelta(days=1))
    search()
    assert standing(Kind.BEFORE_MILESTONE) == expected


def test_start_and_end_typed_at_once(world: World) -> None:
    line(world, Code.SIGNAL_TYPED_MINUTES, "60")

    def plant(world: World, number: int, bad: bool) -> Case:
        case = case_of(world)
        rows.reports_of(case, minutes=number * 6 if bad else 61 + number * 600)
        return case

    expected = planted(world, plant)
    search()
    assert standing(Kind.TYPED_AT_ONCE) == expected


def test_contracts_equal_to_the_budget_of_the_application(world: World) -> None:
    line(world, Code.SIGNAL_BUDGET_EQUAL, "是")

    def plant(world: World, number: int, bad: bool) -> Case:
        amount = Decimal("50000.00") + number
        case = case_of(world, intended_budget=amount)
        # Five neighbours differ by a 分, five brought their contract along.
        if bad:
            contract_of(case, amount=amount)
        elif number % 2:
            contract_of(case, amount=amount + Decimal("0.01"))
        else:
            contract_of(case, amount=amount, signed_on=case.applied_on)
        return case

    expected = planted(world, plant)
    search()
    assert standing(Kind.BUDGET_EQUAL) == expected


def test_one_telephone_for_many_homes(world: World) -> None:
    line(world, Code.SIGNAL_PHONE_HOMES, "3")
    expected = set()
    for number in TEN:
        for _ in range(3):
            shared = rows.household_of(case_of(world), f"1390000{number:04d}")
        expected.add(shared.phone_index)
        # Kitchen and bathroom of one home, and two homes of one family.
        for home in ("a", "a", "b"):
            case = case_of(world, dwelling_key=f"{home}-{number}", renovation_scope=_room(home))
            rows.household_of(case, f"1380000{number:04d}")
    search()
    assert standing(Kind.PHONE_MANY) == expected


def _room(home: str, seen: list[str] = []) -> str:  # noqa: B006 - the second of a home is its bathroom
    seen.append(home)
    return "bathroom" if seen.count(home) % 2 == 0 else "kitchen"


def test_patrol_and_acceptance_through_one_account(world: World) -> None:
    line(world, Code.SIGNAL_SAME_PERSON, "是")

    def plant(world: World, number: int, bad: bool) -> Case:
        case = case_of(world)
        rows.seen_by(case, patrol=world.yan if bad else world.wu, acceptance=world.yan)
        return case

    expected = planted(world, plant)
    search()
    assert standing(Kind.SAME_PERSON) == expected


def test_nothing_is_looked_for_while_no_line_is_set(world: World) -> None:
    for _ in TEN:
        case = case_of(world, completed_on=rows.STARTED)
        rows.seen_by(case, patrol=world.yan, acceptance=world.yan)
    search()
    assert Signal.objects.count() == 0


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_lines_of_its_own(kind: Kind) -> None:
    from apps.signals.queries.lines import NEEDS

    assert NEEDS[kind]


def test_the_number_of_a_telephone_stands_nowhere(world: World) -> None:
    line(world, Code.SIGNAL_PHONE_HOMES, "2")
    for _ in range(2):
        rows.household_of(case_of(world), "13900001234")
    search()
    [row] = Signal.objects.all()
    assert "13900001234" not in f"{row.words}{row.table}{row.subject}"
    assert SignalCase.objects.filter(signal=row).count() == 2
