"""Two tokens of the demonstration, public like its password: only ``load_demo`` ever issues them."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from apps.demo.services.world import DemoWorld
from apps.lib.actors import SYSTEM
from apps.orgs.enums import DISTRICT_ROLES, Role
from apps.orgs.models import Organisation
from apps.orgs.services import TOKEN_DAYS, issue_token


@dataclass(frozen=True, slots=True)
class DemoToken:
    """A token printed by ``script/demo``."""

    secret: str
    label: str
    where: str
    roles: tuple[Role, ...]


TOKENS: tuple[DemoToken, ...] = (
    DemoToken("cft_demo-public-street-qingbo", "街道（清波街道）", "330102001", (Role.STREET_CLERK,)),
    DemoToken(
        "cft_demo-public-district-shangcheng",
        "区住建局（上城区），各岗位",
        "330102",
        tuple(role for role in Role if role in DISTRICT_ROLES),
    ),
)


def issue_demo_tokens(world: DemoWorld) -> None:
    """Issue the public tokens; a production site never gets them, whatever is loaded into it."""
    if settings.PROFILE == "production":
        return
    for token in TOKENS:
        organisation_id = world.actors[token.where, token.roles[0]].organisation_id
        issue_token(
            by=SYSTEM,
            organisation=Organisation.objects.get(pk=organisation_id or 0),
            roles=token.roles,
            label="演示系统",
            days=TOKEN_DAYS,
            secret=token.secret,
        )
