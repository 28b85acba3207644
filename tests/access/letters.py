"""留言 at the case, and one to the street that the stage has at the case that was passed."""

from __future__ import annotations

from dataclasses import replace

from tests.access.entries import CONTRACTOR, COUNTER, DISTRICT, STREET, Entry, P, Rows, case, of_matter
from tests.access.stage import OWN, holders

WRITERS = DISTRICT | STREET | CONTRACTOR
READERS = DISTRICT | STREET | holders(P.AUDITOR)
"""Who reads a letter to the street: the stage has one, at the case that was passed."""


def letter(name: str) -> Entry:
    """An act on that letter, which does not exist for whoever may not read it."""
    return replace(
        case(name, "passed", READERS - holders(P.AUDITOR), args=of_matter("passed", letter_id="letter")),
        post=READERS - holders(P.AUDITOR),
        unseen=OWN - READERS,
    )


LETTERS = (
    case("letters:letters", "passed", OWN),
    case("letters:write", "building", WRITERS, WRITERS),
    case("letters:record", "building", COUNTER, COUNTER),
    letter("letters:answer"),
    letter("letters:pass-on"),
    Entry(
        "letters:letter",
        Rows.CASE,
        READERS,
        args=lambda stage: {"pk": stage.matters["letter"]},
        refused=404,
        unseen=OWN - READERS,
    ),
)
