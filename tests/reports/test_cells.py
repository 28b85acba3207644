"""Cells a return may name: what stands in them, what moves them, how two versions differ."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from apps.lib.amounts import Yuan
from apps.reports.rules.cells import CELLS, changed_cells, said_in, touches
from apps.reports.rules.declared import Line, LineKind, to_plain
from apps.reports.rules.ledger import Kind, Movement, State

CONTENT: dict[str, Any] = {
    "filler": "王演示",
    "narrative": "",
    "assembled": {"this_week": 1, "done": 0, "ongoing": 1, "amount": "7.6200"},
    "declared": {
        "this_week": None,
        "done": 512,
        "ongoing": 137,
        "amount": "4806.2500",
        "source": "装修备案系统",
        "queried_at": "2026-01-22T08:30:00+08:00",
        "evidence_sha256": "ab" * 32,
        "missing_reason": "",
        "lines": [],
        "amount_missing": 0,
    },
}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("assembled.done", "0 户"),
        ("assembled.amount", "7.62 万元"),
        ("declared.this_week", "—"),
        ("declared.queried_at", "2026年1月22日 08:30"),
        ("declared.evidence", "文件 abababababab"),
        ("declared.source", "装修备案系统"),
        ("narrative", "—"),
    ],
)
def test_a_cell_is_said_in_words(code: str, words: str) -> None:
    assert said_in(CONTENT, code) == words


def test_a_total_made_of_lines_says_its_source_line_by_line() -> None:
    lines = [
        Line(LineKind.FILING, "filing", done=500, amount=Yuan(100_000), person="王演示"),
        Line(LineKind.DUPLICATE, "duplicate", done=3),
    ]
    content = {**CONTENT, "declared": {**CONTENT["declared"], "lines": [to_plain(each) for each in lines]}}

    assert (
        said_in(content, "declared.source")
        == "备案系统 —/500/— 户，10.00 万元，王演示；重复 —/3/— 户，— 万元，—"
    )


@pytest.mark.parametrize(
    ("movement", "cells"),
    [
        (Movement(UUID(int=1), Kind.IN, None, State.ONGOING, Yuan(1)), {"this_week", "ongoing", "amount"}),
        (Movement(UUID(int=1), Kind.OUT, State.DONE, None), {"this_week", "done"}),
        (Movement(UUID(int=1), Kind.CHANGED, State.ONGOING, State.DONE), {"done", "ongoing"}),
        (Movement(UUID(int=1), Kind.CHANGED, State.DONE, State.DONE, Yuan(-1)), {"amount"}),
    ],
)
def test_a_movement_touches_the_cells_it_moves(movement: Movement, cells: set[str]) -> None:
    counted = [code for code in CELLS if code.startswith("assembled.")]

    assert {code.partition(".")[2] for code in counted if touches(movement, code)} == cells


def test_two_versions_differ_in_what_stands_differently() -> None:
    later = {**CONTENT, "filler": "沈演示", "assembled": {**CONTENT["assembled"], "done": 1}}

    assert changed_cells(CONTENT, later) == [
        ("装配化装修 已完成装修", "0 户", "1 户"),
        ("填报人", "王演示", "沈演示"),
    ]
