"""The file of a site: read strictly, so that a misspelt key is refused, with every fault at its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

_SHAPES: Mapping[str, tuple[Mapping[str, type], Mapping[str, type]]] = {
    "rules": ({"version": str, "effective_from": date}, {}),
    "programmes": ({"year": int, "name": str, "group": str}, {"targets": list}),
    "targets": ({"organisation": str, "households": int, "source": str}, {}),
    "opening_figures": (
        {
            "year": int,
            "organisation": str,
            "done": int,
            "ongoing": int,
            "passed": int,
            # A text: what TOML calls a number is a binary fraction.
            "amount": str,
            "as_of": date,
            "source": str,
            "basis": str,
        },
        {"reason": str},
    ),
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
    "enterprises": (
        {"name": str, "credit_code": str, "contact_name": str, "contact_phone": str},
        {"organisation": str},
    ),
}
"""Table -> what it must hold and what it may hold."""
TABLES = ("rules", "organisations", "people", "programmes", "opening_figures", "enterprises")
"""In the order in which they are made: what is named stands before what names it."""
_TYPES = {str: "文字（加引号）", int: "整数", date: "日期，例如 2026-01-01", list: "列表，写在 [ ] 里"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the file: at which line (0: the file as a whole), with what, and how."""

    line: int
    place: str
    words: str

    def __str__(self) -> str:
        where = f"第 {self.line} 行" if self.line else "文件"
        return f"{where}{' ' + self.place if self.place else ''}：{self.words}"


class BadSite(ValueError):
    """The file cannot be understood; ``faults`` says where, all of them."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("；".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of the file, complete, with the line at which it begins."""

    line: int
    place: str
    said: Mapping[str, Any]
    within: tuple[Entry, ...] = ()
    """Targets of a programme, posts of a person."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a file says."""

    since: date
    calendar: tuple[int, ...] = ()
    tables: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)


def read_site(text: str) -> Site:
    """Return what the file says; raise :class:`BadSite` with every mistake of its form."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        raise BadSite([Fault(int(at[1]) if at else 0, "", f"不是有效的 TOML（{error}）")]) from error
    reader = _Reader(text.splitlines())
    for name in sorted(set(raw) - {"since", "calendar", *TABLES}):
        reader.fault(reader.line_of_key(name, 0), "", f"不认识的项目 {name}")
    if type(raw.get("since")) is not date:
        reader.fault(reader.line_of_key("since", 0), "", "since 应写成日期，例如 2026-01-01")
    calendar = raw.get("calendar", {})
    years = calendar.get("years", []) if isinstance(calendar, dict) else None
    if not isinstance(years, list) or not all(type(year) is int for year in years):
        reader.fault(reader.line_of_key("years", 0), "", "calendar.years 应为年份的列表")
        years = []
    tables = {name: reader.entries(name, raw.get(name, [])) for name in TABLES}
    if reader.faults:
        raise BadSite(sorted(reader.faults, key=lambda each: each.line))
    return Site(raw["since"], tuple(years), tables)


def _all_text(value: Any) -> bool:
    return all(type(each) is str for each in value)


class _Reader:
    """Reads tables and finds their lines: the parser of TOML does not say where anything stood."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.faults: list[Fault] = []

    def fault(self, line: int, place: str, words: str) -> None:
        self.faults.append(Fault(line, place, words))

    def entries(self, name: str, value: object, *, line: int = 0) -> tuple[Entry, ...]:
        """Return the tables of a list; ``line`` of an inner one that has no heading of its own."""
        if not isinstance(value, list):
            self.fault(self.line_of_key(name, 0), "", f"{name} 应写成 [[{name}]]")
            return ()
        found = []
        for place, each in enumerate(value):
            at = line or self.line_of_heading(name, place)
            entry = self.entry(name, each, at)
            if entry is not None:
                found.append(entry)
        return tuple(found)

    def entry(self, name: str, value: object, line: int) -> Entry | None:
        """Return one table, complete; None where something is wrong with it."""
        if not isinstance(value, dict):
            self.fault(line, "", f"{name} 中有一项不是表")
            return None
        must, may = _SHAPES[name]
        called = str(
            value.get("name", value.get("username", value.get("organisation", value.get("version", ""))))
        )
        place = f"{name}“{called}”" if called else name
        before = len(self.faults)
        for key in must:
            if key not in value:
                self.fault(line, place, f"缺少 {key}")
        for key, given in value.items():
            kind = must.get(key) or may.get(key)
            at = self.line_of_key(key, line)
            if kind is None:
                self.fault(at, place, f"不认识的 {key}")
            # Not isinstance: a bool is an int, and a moment is a date.
            elif type(given) is not kind:
                self.fault(at, place, f"{key} 应为{_TYPES[kind]}")
            elif key in ("covers", "without") and not _all_text(given):
                self.fault(at, place, f"{key} 应为区划代码的列表")
        within: tuple[Entry, ...] = ()
        for key in {"targets", "posts"} & value.keys():
            if type(value[key]) is list:
                inner = (
                    0
                    if key == "targets" and self.has_heading("programmes.targets")
                    else self.line_of_key(key, line)
                )
                within = self._inner(key, value[key], inner, line)
        return Entry(line, place, value, within) if len(self.faults) == before else None

    def _inner(self, key: str, value: list[Any], inner: int, line: int) -> tuple[Entry, ...]:
        if inner:
            return self.entries(key, value, line=inner)
        # [[programmes.targets]]: the headings behind this programme's own, as many as it has.
        headings = [at for at in self._headings(f"programmes.{key}") if at > line]
        found = [
            self.entry(key, each, headings[place] if place < len(headings) else line)
            for place, each in enumerate(value)
        ]
        return tuple(each for each in found if each is not None)

    def _headings(self, name: str) -> list[int]:
        wanted = re.compile(rf"^\s*\[\[\s*{re.escape(name)}\s*\]\]")
        return [number for number, line in enumerate(self.lines, start=1) if wanted.match(line)]

    def has_heading(self, name: str) -> bool:
        """Whether a list is written with headings of its own."""
        return bool(self._headings(name))

    def line_of_heading(self, name: str, place: int) -> int:
        """Return the line of the nth table of a list; 0 where it is written otherwise."""
        headings = self._headings(name)
        return headings[place] if place < len(headings) else self.line_of_key(name, 0)

    def line_of_key(self, key: str, after: int) -> int:
        """Return the first line behind ``after`` that sets a key; ``after`` itself where none does."""
        wanted = re.compile(rf"^\s*\[*\s*{re.escape(key)}\s*(=|\])")
        for number, line in enumerate(self.lines[after:], start=after + 1):
            if after and number > after and re.match(r"^\s*\[", line):
                break
            if wanted.match(line):
                return number
        return after
