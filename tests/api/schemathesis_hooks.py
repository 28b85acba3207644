"""What Schemathesis needs to get past 404 and 409: rows, roles and bodies of a real world.

Loaded by the Schemathesis command that test_schemathesis.py starts; reads CASEFLOW_WORLD, and writes
down how every operation answered.
"""

from __future__ import annotations

import itertools
import json
import os
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import schemathesis

WORLD: dict[str, Any] = json.loads(Path(os.environ["CASEFLOW_WORLD"]).read_text("utf-8"))
MAY: dict[str, Iterator[Any]] = {
    path: itertools.cycle(calls) for path, calls in WORLD["may"].items() if calls
}
"""Calls that succeed as things stand: role, places and body."""
PLACES: dict[str, Iterator[Any]] = {
    path: itertools.cycle(all_) for path, all_ in WORLD["places"].items() if all_
}
"""Whatever else is there, in whatever state."""
LARGEST = 2**31 - 1
ROLE = "Caseflow-Post"
seen: Counter[tuple[str, str]] = Counter()
answers: dict[str, Counter[int]] = defaultdict(Counter)


@schemathesis.hook
def before_call(context: object, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    """Send what is well formed to real rows; mostly to those, and in the role, where it may succeed.

    Of four calls that the document allows, one goes out with a sound body, one with a sound body in
    which one value is the generated one, one as generated, all three in a role that may; and one as
    generated to any row at all.
    """
    path, allowed = case.operation.path, _is_allowed(case)
    turn = seen[path, str(allowed)] % 4
    seen[path, str(allowed)] += 1
    if turn == 3 or path not in MAY:
        _go_to(case, next(PLACES[path]) if path in PLACES else {})
        return
    call = next(MAY[path])
    _go_to(case, call["places"])
    sent = (case.headers or {}).get(ROLE)
    if "post" in call and (allowed or sent is None or sent in WORLD["posts"]):
        case.headers = {**(case.headers or {}), ROLE: call["post"]}
    if "body" in call and isinstance(case.body, dict):
        case.body = _body(case.body, call["body"], turn if allowed else 2)


def _is_allowed(case: schemathesis.Case) -> bool:
    return case.meta is None or case.meta.generation.mode.value == "positive"


def _go_to(case: schemathesis.Case, places: dict[str, str]) -> None:
    sent = case.path_parameters or {}
    if all(_well_formed(name, value) for name, value in sent.items()):
        sent.update(places)


def _well_formed(name: str, value: object) -> bool:
    if name == "figure":
        return bool(str(value))
    try:
        uuid.UUID(str(value))
    except ValueError:
        return str(value).isascii() and str(value).isdigit()
    return True


def _body(sent: dict[str, Any], sound: dict[str, Any], turn: int) -> dict[str, Any]:
    """Return the sound body, the sound body with one value as sent, or what was sent on today's version."""
    if turn == 0:
        return sound
    if turn == 1:
        names = sorted(name for name in sent if name != "version")
        name = names[sum(seen.values()) % len(names)] if names else ""
        return {**sound, **({name: sent[name]} if name else {})}
    version = sent.get("version")
    if "version" in sound and type(version) is int and 0 < version <= LARGEST:
        return {**sent, "version": sound["version"]}
    return sent


@schemathesis.hook
def after_call(context: object, case: schemathesis.Case, response: Any) -> None:
    """Count the answers, and keep the count where the test reads it."""
    operation = f"{case.operation.method.upper()} {case.operation.path}"
    answers[operation][response.status_code] += 1
    Path(WORLD["answers"]).write_text(json.dumps(answers), "utf-8")
