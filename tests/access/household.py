"""Slips at the counter, and the household's own pages, which nobody signs in to."""

from __future__ import annotations

from tests.access.entries import COUNTER, SIGNED_IN, Entry, Rows, case, of_case

AT = "passed"
"""The stage has issued a slip for this case."""

HOUSEHOLD = (
    case("household:slips", AT, COUNTER),
    case("household:issue", AT, COUNTER, COUNTER),
    case("household:revoke", AT, COUNTER, COUNTER),
    case("household:issued", AT, COUNTER, args=of_case(AT, number=1)),
    case("household:slip-paper", AT, COUNTER, args=of_case(AT, number=1)),
    # without a visit each leads to the entrance: tests/household/test_door.py
    Entry("household:home", Rows.PUBLIC, SIGNED_IN),
    Entry("household:plan", Rows.PUBLIC, SIGNED_IN),
    Entry("household:ask", Rows.PUBLIC, SIGNED_IN),
    Entry("household:decide", Rows.PUBLIC, SIGNED_IN, SIGNED_IN, args=lambda _stage: {"slug": "agree"}),
    Entry("household:done", Rows.PUBLIC, SIGNED_IN, args=lambda _stage: {"slug": "agree"}),
    Entry("household:papers", Rows.PUBLIC, SIGNED_IN),
    Entry("household:appointment", Rows.PUBLIC, SIGNED_IN, args=lambda _stage: {"number": 1}),
    *(
        Entry(
            f"household:appointment-{name}",
            Rows.PUBLIC,
            SIGNED_IN,
            SIGNED_IN,
            args=lambda _stage: {"number": 1},
        )
        for name in ("choose", "wish", "decline")
    ),
    Entry("household:single-paper", Rows.PUBLIC, SIGNED_IN, args=lambda _stage: {"kind": "report"}),
    Entry("household:paper", Rows.PUBLIC, SIGNED_IN, args=lambda _stage: {"kind": "plan", "number": 1}),
    Entry("household:letters", Rows.PUBLIC, SIGNED_IN),
    Entry("household:letter", Rows.PUBLIC, SIGNED_IN, SIGNED_IN),
    Entry("household:letter-sent", Rows.PUBLIC, SIGNED_IN, SIGNED_IN, args=lambda _stage: {"number": 1}),
    Entry("household:letter-picture", Rows.PUBLIC, SIGNED_IN, args=lambda _stage: {"number": 1, "place": 1}),
    Entry("household:defects", Rows.PUBLIC, SIGNED_IN),
    Entry("household:defect-report", Rows.PUBLIC, SIGNED_IN, SIGNED_IN),
    *(
        Entry(f"household:defect{name}", Rows.PUBLIC, SIGNED_IN, SIGNED_IN, args=lambda _stage: {"number": 1})
        for name in ("", "-again")
    ),
    Entry(
        "household:defect-photo",
        Rows.PUBLIC,
        SIGNED_IN,
        args=lambda stage: {"number": 1, "photo_id": stage.matters["photo"]},
    ),
    Entry("household:enter", Rows.PUBLIC, SIGNED_IN, SIGNED_IN),
    Entry("household:scanned", Rows.PUBLIC, SIGNED_IN, SIGNED_IN, args=lambda _stage: {"token": "A" * 22}),
    Entry("household:ended", Rows.PUBLIC, SIGNED_IN),
    Entry("household:size", Rows.PUBLIC, SIGNED_IN),
    Entry("household:out", Rows.PUBLIC, None, SIGNED_IN),
)
