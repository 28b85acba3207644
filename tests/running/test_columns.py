"""Columns kept for queries of one shape: the same words to the database as Django's, the same rows back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from apps.cases.models import Case, Hold, Transition
from apps.lib import clock
from apps.orgs.models import Membership, Region
from apps.plans.models import PlanVersion
from caseflow.backends import columns
from tests.factories.world import NOON, World, make_case, make_world

pytestmark = pytest.mark.django_db

ROWS: dict[str, Callable[[], QuerySet[Any]]] = {
    "plain": lambda: Case.objects.order_by("pk"),
    "with what is shown": lambda: Case.objects.for_waiting(),
    "joined by the filter first": lambda: Case.objects.for_display().filter(household__name="张示例"),
    "joined by the order": lambda: Case.objects.select_related("bureau").order_by("-dwelling__address"),
    "from the other side": lambda: Membership.objects.select_related("user__credential"),
    "to itself": lambda: Region.objects.select_related("parent__parent__parent"),
    "of a choice of columns": lambda: Case.objects.select_related("bureau").only("number", "bureau__name"),
    "but for some columns": lambda: Case.objects.defer("number", "status"),
    "by the order of the model": lambda: PlanVersion.objects.select_related("case__rule_set"),
    "each once": lambda: Case.objects.filter(transitions__name="submit").distinct(),
    "of another table, twice": lambda: Case.objects.filter(
        transitions__name="submit", holds=None
    ).select_related("street_office", "bureau"),
    "of a query within": lambda: Case.objects.filter(pk__in=Hold.objects.values("case")),
    "that are not": lambda: Case.objects.exclude(transitions__name="file").select_related("enterprise"),
    "some of them": lambda: Case.objects.for_display()[2:5],
    "by an expression": lambda: Case.objects.for_display().order_by(F("number").desc(nulls_last=True), "pk"),
    "with a sum beside": lambda: Case.objects.annotate(moves=Count("transitions")).order_by("moves"),
    "with a question beside": lambda: Case.objects.filter(
        Exists(Transition.objects.filter(case=OuterRef("pk"))) | Q(number=None)
    ).select_related("household"),
}


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_kept", {})


@pytest.fixture
def world(db: None) -> World:
    """Organisations and personas."""
    with clock.at(NOON):
        return make_world()


def ours(rows: QuerySet[Any]) -> Any:
    return rows.query.get_compiler(connection=connection)


def django_s(rows: QuerySet[Any]) -> Any:
    (_, plain) = connection.ops.compiler("SQLCompiler").__bases__
    return plain(rows.query, connection, "default")


@pytest.mark.parametrize("name", ROWS)
def test_the_database_is_asked_as_django_asks(name: str) -> None:
    first, again, plain = (ROWS[name]() for _ in range(3))
    as_django = django_s(plain).as_sql()

    assert ours(first).as_sql() == as_django
    assert ours(again).as_sql() == as_django
    assert again.query.alias_map.keys() == plain.query.alias_map.keys()
    assert again.query.alias_refcount == plain.query.alias_refcount
    assert again.query.table_map == plain.query.table_map


@pytest.mark.parametrize("kept", [False, True], ids=["first", "again"])
def test_rows_come_back_with_what_belongs_to_them(world: World, kept: bool) -> None:
    with clock.at(NOON):
        made = make_case(world, "designing")
    for _ in range(1 + kept):
        case = Case.objects.for_waiting().get(pk=made.pk)

    assert (case.household.name, case.bureau, case.enterprise) == ("张示例", world.shangcheng, world.shili)
    assert case.enterprise.organisation.short_name == "示例"
    assert (case.patrol_organisation, case.status, case.created_at) == (None, made.status, made.created_at)
    assert case.dwelling.floor_area == Decimal("68.50")


def test_a_shape_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    list(Case.objects.for_display().filter(number="1"))
    before = len(columns._kept)
    monkeypatch.setattr(columns.KeepsColumns, "_worked_out", lambda *_: pytest.fail("worked out again"))

    list(Case.objects.for_display().filter(number="2"))
    assert before == len(columns._kept) == 1


def test_no_more_shapes_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "MOST", 1)
    for rows in (Case.objects.all(), Region.objects.all(), Region.objects.all()):
        list(rows)

    assert len(columns._kept) == 1
