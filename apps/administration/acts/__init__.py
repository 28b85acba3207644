"""What administrators do to bodies, people, years and calendars."""

from __future__ import annotations

from typing import Any

from apps.acts.acts import Act
from apps.administration.acts.bodies import BODIES
from apps.administration.acts.calendar import ON_CALENDAR
from apps.administration.acts.conditions import CONDITIONS_OF_BODY
from apps.administration.acts.initial import SET_INITIAL
from apps.administration.acts.layouts import SET_LAYOUT
from apps.administration.acts.materials import SET_MATERIALS
from apps.administration.acts.people import ON_PEOPLE
from apps.administration.acts.retention import SET_RETENTION
from apps.administration.acts.setup import IMPORT
from apps.administration.acts.statutes import READ_STATUTE
from apps.administration.acts.tokens import ON_TOKENS
from apps.administration.acts.wordings import SET_WORDING
from apps.administration.acts.years import YEARS

ACTS: tuple[Act[Any], ...] = (
    *BODIES,
    IMPORT,
    SET_INITIAL,
    *ON_CALENDAR,
    *ON_PEOPLE,
    *YEARS,
    *CONDITIONS_OF_BODY,
    SET_MATERIALS,
    SET_RETENTION,
    SET_WORDING,
    READ_STATUTE,
    SET_LAYOUT,
    *ON_TOKENS,
)
