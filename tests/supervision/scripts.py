"""script/draw, called in the test's own process."""

from __future__ import annotations

from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

SCRIPT = Path(__file__).resolve().parents[2] / "script" / "draw"


@cache
def _loaded() -> ModuleType:
    loader = SourceFileLoader("draw_script", str(SCRIPT))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    made = module_from_spec(spec)
    loader.exec_module(made)
    return made


def checked(record: dict[str, Any]) -> list[str]:
    """Return what differs in a record, in sentences."""
    found: list[str] = _loaded().check(record)
    return found


def read(typed: str) -> str:
    """Return a witness's number as the script reads it."""
    found: str = _loaded().read_number(typed)
    return found


def problem(number: str) -> str:
    """Return why the script takes no such number."""
    found: str = _loaded().number_problem(number)
    return found


def committed(record: dict[str, Any], witness: str, typed: str) -> str:
    """Return the commitment that the script prints."""
    made: str = _loaded().commitment(record, witness, typed)
    return made
