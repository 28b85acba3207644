"""A rule set is a draft until it is frozen; then the service and the database refuse to change it."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.audit.models import Event
from apps.lib import clock
from apps.lib.decisions import Refused, Stale
from apps.outbox.models import Message
from apps.outbox.queries import page_of
from apps.programs.enums import RuleCode, Strength
from apps.programs.models import Rule, RuleSet
from apps.programs.queries import rule_set_of, rules_of
from apps.programs.services import (
    RuleSpec,
    change_rule_set,
    draft_rule_set,
    publish_rule_set,
)
from tests.factories.racing import at_once
from tests.factories.world import NOON, World, make_world

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 1)


@pytest.fixture
def draft(world: World) -> RuleSet:
    """A draft taken from the version in force, to begin on 1 October."""
    return draft_rule_set(by=world.sheng, base=world.rule_set, name="2026-2", effective_from=DAY)


def limit(value: str, source: str = "杭房局〔2026〕示例号") -> RuleSpec:
    return RuleSpec(RuleCode.FILING_WORKDAYS, value, source, "五个工作日", Strength.BINDING)


def changed(
    world: World, draft: RuleSet, *specs: RuleSpec, day: date = DAY, version: int | None = None
) -> RuleSet:
    return change_rule_set(by=world.sheng, rule_set=draft, effective_from=day, rules=specs, version=version)


def test_a_draft_begins_with_the_parameters_in_force_and_binds_nobody(world: World, draft: RuleSet) -> None:
    assert rules_of(draft).max_works_days == 15
    assert rule_set_of(DAY) == world.rule_set


def test_once_published_it_binds_from_its_day_and_every_bureau_is_told(world: World, draft: RuleSet) -> None:
    changed(world, draft, limit("5"))
    publish_rule_set(by=world.sheng, rule_set=draft)

    assert rules_of(rule_set_of(DAY)).filing_workdays == 5
    assert rule_set_of(date(2026, 9, 30)) == world.rule_set
    told = Message.objects.for_desk(world.xi_leader).get(kind="rule_set.frozen")
    assert told.title == "规则 2026-2 自 2026年10月1日 起施行"
    assert page_of(told) == reverse("administration:rule-set", args=[draft.pk])
    assert Event.objects.filter(subject_id="2026-2").count() == 3


@pytest.mark.parametrize(
    ("value", "field"),
    [("零", "filing_workdays"), ("0", "filing_workdays")],
)
def test_a_value_that_its_parameter_cannot_have_is_refused_at_its_field(
    world: World, draft: RuleSet, value: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        changed(world, draft, limit(value))
    assert refused.value.field == field


def test_a_value_without_its_source_is_refused(world: World, draft: RuleSet) -> None:
    with pytest.raises(Refused) as refused:
        changed(world, draft, limit("5", " "))
    assert refused.value.field == "filing_workdays-source"


def test_a_version_that_would_bind_what_is_registered_already_is_refused(
    world: World, draft: RuleSet
) -> None:
    with pytest.raises(Refused) as refused:
        changed(world, draft, day=date(2026, 9, 1))
    assert refused.value.field == "effective_from"


def test_a_published_version_is_never_changed_again(world: World, draft: RuleSet) -> None:
    publish_rule_set(by=world.sheng, rule_set=draft)
    for act in (
        lambda: changed(world, draft, limit("5")),
        lambda: publish_rule_set(by=world.sheng, rule_set=draft),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "frozen"


def test_the_database_itself_refuses_to_change_a_frozen_version(world: World, draft: RuleSet) -> None:
    publish_rule_set(by=world.sheng, rule_set=draft)
    for write in (
        lambda: Rule.objects.filter(rule_set=draft).update(value="1"),
        lambda: Rule.objects.filter(rule_set=draft).delete(),
        lambda: RuleSet.objects.filter(pk=draft.pk).update(effective_from=date(2026, 1, 1)),
        lambda: RuleSet.objects.filter(pk=world.rule_set.pk).update(frozen_at=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_two_versions_do_not_begin_on_one_day(world: World, draft: RuleSet) -> None:
    other = draft_rule_set(by=world.sheng, base=world.rule_set, name="2026-3", effective_from=DAY)
    publish_rule_set(by=world.sheng, rule_set=draft)
    with pytest.raises(Refused) as refused:
        publish_rule_set(by=world.sheng, rule_set=other)
    assert refused.value.code == "rival"


def test_a_page_older_than_the_draft_is_stale(world: World, draft: RuleSet) -> None:
    changed(world, draft, limit("5"), version=1)
    with pytest.raises(Stale):
        publish_rule_set(by=world.sheng, rule_set=draft, version=1)


@pytest.mark.parametrize("persona", ["shi", "ling", "zhou", "shenji"])
def test_only_the_province_publishes_rules_where_it_works_on_the_site(
    world: World, draft: RuleSet, persona: str
) -> None:
    with pytest.raises(Refused) as refused:
        publish_rule_set(by=world.people[persona], rule_set=draft)
    assert refused.value.code == "post"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_drafts_of_one_day_published_at_once_one_is_frozen() -> None:
    with clock.at(NOON):
        world = make_world()
        first, second = (
            draft_rule_set(by=world.sheng, base=world.rule_set, name=name, effective_from=DAY)
            for name in ("2026-2", "2026-3")
        )
    outcomes = at_once(
        [partial(publish_rule_set, by=world.sheng, rule_set=each) for each in (first, second)], moment=NOON
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["Refused", "RuleSet"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_name_given_to_drafts_of_two_versions_at_once_is_refused_to_one() -> None:
    with clock.at(NOON):
        world = make_world()
        other = draft_rule_set(by=world.sheng, base=world.rule_set, name="2026-2", effective_from=DAY)
    outcomes = at_once(
        [
            partial(draft_rule_set, by=world.sheng, base=each, name="2026-3", effective_from=DAY)
            for each in (world.rule_set, other)
        ],
        moment=NOON,
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["Refused", "RuleSet"]
