"""Sound submissions of the acts on people."""

from __future__ import annotations

from typing import Any

from apps.orgs.enums import Role
from apps.orgs.models import Membership, User
from tests.access.stage import Stage
from tests.acts.sound import REASON, TODAY, Sound


def _lend(stage: Stage, user: User) -> dict[str, Any]:
    post = Membership.objects.filter(user=user).earliest("pk")
    return {
        "membership_id": post.pk,
        "to_id": stage.world.shen.user_id,
        "valid_from": TODAY,
        "last_day": "2026-10-07",
    }


def _move(stage: Stage, _user: User) -> dict[str, Any]:
    return {"to": stage.world.qingbo.pk, "role": Role.STREET_CLERK.value, "valid_from": TODAY, **REASON}


def _number(stage: Stage, _user: User) -> dict[str, Any]:
    return {"number": stage.matters["claim number"], **REASON}


NEW = {"name": "范样张", "username": "fanyz", "roles": [Role.DISTRICT_INSPECTOR.value], "valid_from": TODAY}
FURTHER = {"role": Role.DISTRICT_INSPECTOR.value, "valid_from": TODAY}

REVIEWED = {"reviewed_on": TODAY, "found": "与在岗名单一致"}

ON_PEOPLE = {
    "people.review": Sound(by="guan", at="person_in_use", body=REVIEWED),
    "people.add": Sound(by="guan", at="person_in_use", body=NEW),
    "people.grant": Sound(by="guan", at="person_in_use", body=FURTHER),
    "people.delegate": Sound(by="guan", at="person_in_use", body=_lend),
    "people.move": Sound(by="guan", at="person_in_use", body=_move),
    "people.rename": Sound(by="guan", at="person_in_use", body={"name": "汪演示", **REASON}),
    "people.dismiss": Sound(by="guan", at="person_in_use", body=REASON),
    "people.reactivate": Sound(by="guan", at="person_closed", body=REASON),
    "people.admit-password": Sound(by="guan", at="person_in_use", body=_number),
    "posts.end": Sound(by="guan", at="person_in_use", body=REASON),
    "posts.confirm": Sound(by="guan", at="person_waiting", body={}),
    "posts.decline": Sound(by="guan", at="person_waiting", body=REASON),
}
