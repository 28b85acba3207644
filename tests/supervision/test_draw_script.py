"""script/draw, alone in an empty folder: the same cases, or what differs by name."""

from __future__ import annotations

import copy
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from apps.supervision.rules import FORMAT, commitment, digest_of, number_problem, read_number
from tests.supervision.records import NUMBERS, drawn_record, members
from tests.supervision.scripts import checked, committed, problem, read

SCRIPT = Path(__file__).resolve().parents[2] / "script" / "draw"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(SCRIPT, tmp_path / "draw")
    return tmp_path


def run(folder: Path, record: Any, *said: str) -> tuple[int, str]:
    """Run the script with nothing of the project on its path."""
    (folder / "record.json").write_text(json.dumps(record), "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "draw", "record.json", *said],
        cwd=folder,
        env={"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_record_gives_the_same_cases_and_people(folder: Path) -> None:
    record = drawn_record()
    code, said = run(folder, record)

    assert (code, said.splitlines()[-1]) == (0, "复算一致")
    assert said.count("抽中 ") == len(record["outcome"]["drawn"])


@pytest.mark.parametrize("size", [1, 2, 97])
def test_the_script_agrees_with_the_site_s_own_rules(folder: Path, size: int) -> None:
    assert run(folder, drawn_record(members(size)))[0] == 0


def test_rows_in_another_order_are_noticed_as_such(folder: Path) -> None:
    record = drawn_record()
    random.Random(1).shuffle(record["fixed"]["population"])

    assert run(folder, record)[0] == 1


def slipped(record: dict[str, Any], number: str = "上城-2026-0099") -> dict[str, Any]:
    changed = copy.deepcopy(record)
    changed["fixed"]["population"].append({"number": number, "stratum": "示例装配", "barred": {}})
    return changed


def test_one_case_slipped_into_the_population_is_named(folder: Path) -> None:
    code, said = run(folder, slipped(drawn_record()))

    assert code == 1
    assert [line for line in said.splitlines() if line.startswith("不一致")] == [
        "不一致：总体被改动过：办件 上城-2026-0099 是固定以后加进来的"
    ]


def test_a_slipped_case_with_a_new_digest_fits_no_commitment(folder: Path) -> None:
    record = slipped(drawn_record())
    record["fixed_sha256"] = digest_of(record["fixed"])
    code, said = run(folder, record)

    assert code == 1
    assert "见证71 开封的数字不是当时封存的" in said


def test_a_copy_of_the_day_names_what_was_put_in_place_of_another(folder: Path) -> None:
    record = drawn_record()
    (folder / "earlier.json").write_text(json.dumps({**record, "outcome": None}), "utf-8")
    changed = copy.deepcopy(record)
    changed["fixed"]["population"][4]["number"] = "上城-2026-0098"
    _code, said = run(folder, changed, "--against", "earlier.json")

    assert "办件 上城-2026-0098 是后来加的" in said
    assert "办件 上城-2026-0005 后来没有了" in said


def test_a_number_that_is_not_the_committed_one_is_named(folder: Path) -> None:
    record = drawn_record()
    record["openings"][1]["number"] = "40917362859103746286"
    code, said = run(folder, record)

    assert code == 1
    assert "见证人 见证72 开封的数字不是当时封存的" in said


@pytest.mark.parametrize("part", ["drawn", "reserve"])
def test_a_case_taken_out_of_what_was_drawn_is_named(folder: Path, part: str) -> None:
    record = drawn_record()
    gone = record["outcome"][part].pop(0)
    code, said = run(folder, record)

    assert code == 1
    assert f"办件 {gone['number']} 应该在" in said


def test_other_people_than_were_drawn_are_named(folder: Path) -> None:
    record = drawn_record()
    first = record["outcome"]["drawn"][0]
    first["inspectors"] = first["inspectors"][::-1]
    code, said = run(folder, record)

    assert code == 1
    assert f"办件 {first['number']} 应该由" in said


def test_another_day_digest_is_noticed(folder: Path) -> None:
    assert "日摘要不是给出的那一个" in run(folder, drawn_record(), "--digest", "cd" * 32)[1]


def test_what_is_not_drawn_yet_is_checked_as_far_as_it_is(folder: Path) -> None:
    code, said = run(folder, {**drawn_record(), "openings": [], "digest": None, "seed": "", "outcome": None})

    assert code == 0
    assert "还没有抽取" in said


@pytest.mark.parametrize("record", [[], {}, {"format": FORMAT}, {"format": "else"}, 3])
def test_another_file_is_no_record(folder: Path, record: Any) -> None:
    assert run(folder, record)[0] == 2


def commit(folder: Path, typed: str, key: str = "71") -> subprocess.CompletedProcess[str]:
    """Let the script ask for a number."""
    (folder / "record.json").write_text(json.dumps(drawn_record()), "utf-8")
    return subprocess.run(
        [sys.executable, "-I", "draw", "record.json", "--commit", key],
        cwd=folder,
        env={"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
        input=typed + "\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        start_new_session=True,  # without a terminal the number is read from standard input
    )


def test_a_commitment_is_made_without_the_site(folder: Path) -> None:
    done = commit(folder, NUMBERS["71"])

    due = commitment(drawn_record()["fixed_sha256"], "71", NUMBERS["71"])
    assert done.stdout.strip().endswith(due)


@pytest.mark.parametrize(
    ("typed", "key"), [("123456", "71"), ("1234567890" * 2, "71"), (NUMBERS["71"], "99")]
)
def test_no_commitment_is_printed_that_could_be_guessed_or_never_opens(
    folder: Path, typed: str, key: str
) -> None:
    done = commit(folder, typed, key)

    assert done.returncode == 1
    # The prompt may stand there; a digest does not.
    assert len(done.stdout.strip()) < 64


TYPED = [
    "８３０１９４７２６５３０１８４７２６５１",
    "8301 9472-6530,1847。2651",
    "830194726530184726a51",
    "٨٣٠١٩٤٧٢٦٥٣٠١٨٤٧٢٦٥١",
    "83019472653018472651²",
    "",
    "8301947265301847265",
    "8301947265" * 6 + "1",
    "11223344551122334455",
    "2468024680246802468024",
]


@pytest.mark.parametrize("typed", TYPED)
def test_the_script_reads_and_refuses_a_number_as_the_site_does(typed: str) -> None:
    assert read(typed) == read_number(typed)
    assert bool(problem(read(typed))) is bool(number_problem(read_number(typed)))


def test_full_width_digits_give_the_commitment_that_opens_on_the_page() -> None:
    record = drawn_record()

    made = committed(record, "71", TYPED[0])
    assert made == commitment(record["fixed_sha256"], "71", read_number(TYPED[0]))


def test_a_number_that_should_not_have_been_taken_is_named() -> None:
    record = drawn_record()
    record["openings"][0]["number"] = "123456"
    record["commitments"][0]["commitment"] = commitment(record["fixed_sha256"], "71", "123456")

    assert any("见证71 的数字不该被接受" in each for each in checked(record))


@pytest.mark.parametrize("place", [0, 7, 29])
def test_what_slipped_in_is_found_wherever_it_stands(place: int) -> None:
    record = drawn_record()
    row = {"number": "上城-2026-0099", "stratum": "示例装配", "barred": {}}
    record["fixed"]["population"].insert(place, row)

    assert checked(record) == ["总体被改动过：办件 上城-2026-0099 是固定以后加进来的"]
