"""A refusal stands at the field it is about, and a role that may be given is not disabled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from apps.acts.services import Done, NotNow, attempt, opened, show_again
from apps.administration.acts import ACTS
from apps.administration.forms.people import role_choices
from apps.administration.permissions import Staff
from apps.administration.services.tokens import issue_token
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import Role
from apps.orgs.models import Membership, User
from apps.orgs.services import appoint, create_user
from tests.factories.administration import add_colleague
from tests.factories.world import NOON, SINCE, World, user_of

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
BY_NAME = {act.name: act for act in ACTS}


def errors(act: str, by: Actor, subject: Any, **typed: Any) -> set[str]:
    """Send a form and return at which fields its refusals stand."""
    known = BY_NAME[act]
    hidden = {"version": known.ground.version(subject), "key": "a" * 32}
    outcome = attempt(known, by=by, subject=subject, data={**hidden, **typed})
    assert not isinstance(outcome, Done)
    if isinstance(outcome, NotNow):
        show_again(outcome.form, outcome.refused, known.ground.version(subject))
    return set(outcome.form.errors)  # type: ignore[union-attr]


def test_an_account_in_use_is_refused_at_its_field(world: World) -> None:
    typed = {"name": "佟示例", "username": "WANG", "roles": [Role.DISTRICT_CLERK], "valid_from": TODAY}
    assert errors("people.add", world.guan, world.shangcheng, **typed) == {"username"}


def test_a_role_that_excludes_another_is_refused_at_the_role(world: World) -> None:
    wang = Staff(user_of(world.wang), world.shangcheng)
    Membership.objects.filter(user=wang.user).update(valid_to=TODAY + timedelta(days=9))
    typed = {"role": Role.DISTRICT_REVIEWER, "valid_from": TODAY, "last_day": ""}
    assert errors("people.grant", world.guan, wang, **typed) == {"role"}


@pytest.mark.parametrize(
    ("lender", "changes", "field"),
    [
        ("ling", {}, "membership_id"),
        ("wang", {"last_day": TODAY - timedelta(days=1)}, "last_day"),
        ("yan", {}, "to_id"),
    ],
)
def test_a_delegation_is_refused_at_its_field(
    world: World, lender: str, changes: dict[str, Any], field: str
) -> None:
    person = world.people[lender]
    post = Membership.objects.get(user_id=person.user_id)
    typed = {
        "membership_id": post.pk,
        "to_id": world.shen.user_id,
        "valid_from": TODAY,
        "last_day": TODAY + timedelta(days=6),
        **changes,
    }
    if lender == "yan":
        # 沈演示 leaves before the day: no colleague then.
        typed |= {"valid_from": TODAY + timedelta(days=3)}
        Membership.objects.filter(user_id=world.shen.user_id).update(valid_to=TODAY + timedelta(days=2))
    assert errors("people.delegate", world.guan, Staff(user_of(person), world.shangcheng), **typed) == {field}


def test_a_token_of_clerk_and_reviewer_is_refused_at_the_roles(world: World) -> None:
    typed = {
        "label": "一网通办",
        "roles": [Role.DISTRICT_CLERK, Role.DISTRICT_REVIEWER],
        "until": TODAY + timedelta(days=30),
    }
    with pytest.raises(Refused, match="又经办又审核"):
        issue_token(organisation=world.shangcheng, by=world.ling, **typed)
    assert errors("tokens.issue", world.ling, world.shangcheng, **typed) == {"roles"}


def test_of_two_who_add_one_account_at_once_the_second_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.orgs.services.people._is_taken", lambda _username: False)
    with pytest.raises(Refused) as refused:
        create_user(by=SYSTEM, username="wang", name="王示范", password=None)
    assert refused.value.field == "username"
    assert User.objects.filter(username="wang").count() == 1


def choices(world: World, persona: str, by: str = "guan") -> dict[str, str]:
    staff = Staff(user_of(world.people[persona]), world.shangcheng)
    form = opened(BY_NAME["people.grant"], by=world.people[by], subject=staff)
    return {each.value: each.why for each in form.choices}  # type: ignore[attr-defined]


def test_a_role_held_elsewhere_may_be_given_here(world: World) -> None:
    appoint(
        by=SYSTEM,
        user=user_of(world.wang),
        organisation=world.xihu,
        role=Role.DISTRICT_INSPECTOR,
        valid_from=SINCE,
    )
    offered = choices(world, "wang")
    assert offered[Role.DISTRICT_INSPECTOR] == ""
    assert offered[Role.DISTRICT_CLERK] == "已任这个岗位"
    assert "又经办又审核" in offered[Role.DISTRICT_REVIEWER]


def test_a_role_that_ends_may_be_given_again_from_its_end(world: World) -> None:
    wang = user_of(world.wang)
    Membership.objects.filter(user=wang).update(valid_to=TODAY + timedelta(days=9))
    assert choices(world, "wang")[Role.DISTRICT_CLERK] == ""
    staff = Staff(wang, world.shangcheng)
    typed = {"role": Role.DISTRICT_CLERK, "last_day": ""}
    assert errors("people.grant", world.guan, staff, **typed, valid_from=TODAY) == {"role"}
    act = BY_NAME["people.grant"]
    data = {**typed, "valid_from": TODAY + timedelta(days=9), "version": wang.edit, "key": "b" * 32}
    assert isinstance(attempt(act, by=world.guan, subject=staff, data=data), Done)


def test_a_role_to_come_leaves_the_days_before_it_free(world: World) -> None:
    user = add_colleague(world, on=TODAY + timedelta(days=60))
    staff = Staff(user, world.shangcheng)
    assert role_choices(world.guan, world.shangcheng)[0].why == ""
    act = BY_NAME["people.grant"]
    user.refresh_from_db()
    data = {
        "role": Role.DISTRICT_CLERK,
        "valid_from": TODAY,
        "last_day": TODAY + timedelta(days=30),
        "version": user.edit,
        "key": "c" * 32,
    }
    assert isinstance(attempt(act, by=world.guan, subject=staff, data=data), Done)
