"""data/doers.json: which roles do an act at some time or other, as the acts' own permissions answer.

Beside the stage as it stands the same is asked where things stand otherwise: the bureau reports to the
province, the list is another body's, the administrator is one of the city's, everybody asks for oneself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from apps.acts.acts import Act, all_acts
from apps.administration.acts.grounds import WORDING
from apps.administration.acts.layouts import LAYOUT
from apps.administration.acts.on_bodies import ON_BODY, ON_CHANGE
from apps.administration.acts.people_grounds import OWN_ROLES
from apps.administration.acts.tokens import TOKENS as ON_TOKENS
from apps.enterprises.acts import KEEPER
from apps.enterprises.models import ConveniencePoint, Roll
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import GrantState, Role
from apps.orgs.models import BodyChange, Membership, Organisation, ReportingLine
from apps.programs.permissions import UPPER_KINDS
from apps.reports.models import WeekSnapshot, YearClose
from tests.access.lasting import undone
from tests.access.moments import (
    BODIES,
    CLOSES,
    DIRECTORY,
    KEPT,
    PEOPLE,
    TOKEN,
    TOKENS,
    WEEKS,
    Moment,
    at_moment,
    moments_of,
)
from tests.access.numbers import NAMED
from tests.access.page import PERSONS, Cells, seen_by
from tests.access.stage import LOOKED_AT, Stage
from tests.access.voices import PUSHED, SYSTEMS

MANAGED = (*KEPT, *PEOPLE, *TOKENS, *TOKEN, *BODIES, *SYSTEMS, *PUSHED)


@dataclass(frozen=True)
class Otherwise:
    """Somebody who is asked where a thing stands otherwise than on the stage."""

    actor: Actor
    moments: tuple[Moment, ...]
    settle: Callable[[], object] = lambda: None


def _to_province(stage: Stage) -> None:
    for rows in (ReportingLine.objects.filter(organisation=stage.world.shangcheng), WeekSnapshot.objects):
        rows.update(reports_to=stage.world.province)
    YearClose.objects.update(reports_to=stage.world.province)


def _keep_by(actor: Actor) -> Callable[[], object]:
    def settle() -> None:
        Roll.objects.update(keeper_id=actor.organisation_id)
        ConveniencePoint.objects.update(keeper_id=actor.organisation_id)

    return settle


def _given_by(actor: Actor) -> None:
    Membership.objects.filter(state=GrantState.PENDING).update(granter=actor.user_id)


def _close_province(stage: Stage) -> None:
    Membership.objects.filter(organisation=stage.world.province).update(valid_to=clock.today())
    Organisation.objects.filter(pk=stage.world.province.pk).update(is_active=False)


def _administrator(stage: Stage, body: Organisation) -> Actor:
    return replace(
        stage.world.guan, organisation_id=body.pk, organisation_kind=body.kind, organisation_name=body.name
    )


def _otherwise(stage: Stage) -> Iterator[Otherwise]:
    world = stage.world
    yield Otherwise(world.sheng, (*WEEKS, *CLOSES, *MANAGED), lambda: _to_province(stage))
    for actor in (world.people["jian"], world.zhou):
        yield Otherwise(actor, DIRECTORY, _keep_by(actor))
    for body in (world.city, world.province):
        yield Otherwise(_administrator(stage, body), MANAGED)
    # Another person gave the role; the province has nobody.
    yield Otherwise(world.ling, PEOPLE, lambda: _given_by(world.guan))
    yield Otherwise(world.shi, KEPT, lambda: _close_province(stage))


def doers(stage: Stage, cells: Cells) -> dict[str, list[str]]:
    """Return the roles of each act in their order, acts in that of the declarations."""
    found = {act.name: {role for role in Role if cells[act.name, role].may} for act in all_acts()}
    for case in _otherwise(stage):
        for moment in case.moments:
            with at_moment(stage, moment.name) as subject:
                case.settle()
                for act in all_acts():
                    if moment in moments_of(act):
                        _note(found, case.actor, act, seen_by(act.ground, case.actor, subject))
    with clock.at(LOOKED_AT):
        _of_oneself(stage, found)
    return {name: [role.value for role in Role if role in roles] for name, roles in found.items()}


def _note(found: dict[str, set[Role]], actor: Actor, act: Act[Any], seen: list[Any] | None) -> None:
    if any(act.may(actor, each) for each in seen or ()):
        found[act.name].add(Role(actor.role))


def _of_oneself(stage: Stage, found: dict[str, set[Role]]) -> None:
    """Ask everybody about what is one's own: roles, body, notices; and 上城's city about a change of it."""
    change = BodyChange(organisation=stage.world.shangcheng, effective_on=date.max)
    own = [stage.world.people[name] for name in PERSONS.values()]
    own.append(_administrator(stage, stage.world.shili.organisation))
    for actor in own:
        body = Organisation.objects.get(pk=actor.organisation_id)
        for act in all_acts():
            if act.ground is OWN_ROLES:
                at = {"body": actor.organisation_id, "person": actor.user_id}
                seen = [act.ground.load(actor, **at)] if actor.name != stage.world.guan.name else []
                _note(found, actor, act, seen)
            elif act.ground in (KEEPER, ON_TOKENS, ON_BODY):
                _note(found, actor, act, [body])
            elif act.ground in (WORDING, LAYOUT) and body.kind in UPPER_KINDS:
                at = {"pk": body.pk, **NAMED[act.ground]}
                _note(found, actor, act, [act.ground.load(actor, **at)] if act.ground.reads(actor) else None)
            elif act.ground is ON_CHANGE:
                _note(found, actor, act, [change])
    with undone():
        _close_province(stage)
        for act in all_acts():
            if act.ground is ON_BODY:
                _note(found, stage.world.shi, act, [stage.world.city])


def written(found: dict[str, list[str]]) -> str:
    """Return data/doers.json, an act a line."""
    lines = (f"  {json.dumps(name)}: {json.dumps(roles)}" for name, roles in found.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"
