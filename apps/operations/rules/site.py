"""The file a new site is set up from: read strictly, so that a misspelt key is refused, not ignored."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

_SHAPES: Mapping[str, tuple[Mapping[str, type], Mapping[str, type]]] = {
    "rules": ({"version": str, "effective_from": date}, {}),
    "programmes": ({"year": int, "name": str, "group": str}, {"targets": list}),
    "targets": ({"organisation": str, "households": int, "source": str}, {}),
    "organisations": (
        {"kind": str, "name": str, "short_name": str},
        {
            "region": str,
            "covers": list,
            "without": list,
            "reports_to": str,
            "reports_since": date,
            "attached_to": str,
            "phone": str,
            "credit_code": str,
        },
    ),
    "people": ({"username": str, "name": str, "posts": list}, {}),
    # In code a post is a role; the file keeps the word it had when sites were first set up.
    "posts": ({"organisation": str, "post": str}, {}),
}
"""Table -> what it must hold and what it may hold."""


class BadSite(ValueError):
    """The file cannot be understood; the text says where."""


def read_site(text: str) -> dict[str, Any]:
    """Return the file's content, every table complete; raise :class:`BadSite` at the first mistake."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSite(f"不是有效的 TOML：{error}") from error
    strangers = set(raw) - {"since", "calendar", "rules", "programmes", "organisations", "people"}
    if strangers:
        raise BadSite(f"不认识的项目：{'、'.join(sorted(strangers))}")
    if type(raw.get("since")) is not date:
        raise BadSite("since 应写成日期，例如 2026-01-01")
    years = raw.get("calendar", {}).get("years", [])
    if not isinstance(years, list) or not all(isinstance(year, int) for year in years):
        raise BadSite("calendar.years 应为年份的列表")
    site: dict[str, Any] = {"since": raw["since"], "calendar": years}
    for name in ("rules", "programmes", "organisations", "people"):
        site[name] = [_table(name, each) for each in _list(name, raw.get(name, []))]
    for each in site["programmes"]:
        each["targets"] = [_table("targets", target) for target in each.get("targets", [])]
    for each in site["people"]:
        each["posts"] = [_table("posts", role) for role in each["posts"]]
    return site


def _list(name: str, value: object) -> list[Any]:
    if not isinstance(value, list):
        raise BadSite(f"{name} 应写成 [[{name}]]")
    return value


def _table(name: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadSite(f"{name} 中有一项不是表")
    must, may = _SHAPES[name]
    called = f"{name}“{value.get('name', value.get('username', ''))}”"
    for key, kind in must.items():
        if key not in value:
            raise BadSite(f"{called} 缺少 {key}")
        # Not isinstance: a bool is an int, and a moment is a date.
        if type(value[key]) is not kind:
            raise BadSite(f"{called} 的 {key} 写法不对")
    for key in set(value) - set(must):
        if key not in may:
            raise BadSite(f"{called} 有不认识的 {key}")
        if type(value[key]) is not may[key]:
            raise BadSite(f"{called} 的 {key} 写法不对")
    return dict(value)
