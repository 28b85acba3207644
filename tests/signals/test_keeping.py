"""One stands for each kind and subject; what changes supersedes it, and what somebody decided stays."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.audit.models import Event
from apps.cases.enums import Status
from apps.cases.models import Case
from apps.documents.services import FileDamaged
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.outbox.models import Message
from apps.programs.enums import ParameterCode as Code
from apps.programs.models import Parameter
from apps.signals.enums import Kind, State
from apps.signals.models import PhotoPair, PhotoPrint, Signal, SignalCount
from apps.signals.queries import photos
from apps.signals.queries.lists import tally
from apps.signals.rules import Found, Print, Table
from apps.signals.services import decide_signal, keep, looking
from apps.signals.services.looking import _keep_prints
from tests.factories import signals as rows
from tests.factories.parameters import in_force
from tests.factories.signals import case_of, line, search, standing, touch
from tests.factories.world import NOON, World


def short_case(world: World, **more: object) -> str:
    """Write a case of one day of works where fewer than four are looked at."""
    return str(case_of(world, completed_on=rows.STARTED, **more).pk)


def test_a_second_search_finds_nothing_new(world: World) -> None:
    line(world, Code.SIGNAL_WORKS_DAYS, "4")
    short_case(world)
    search()
    [row] = Signal.objects.all()
    search()
    assert list(Signal.objects.values_list("pk", flat=True)) == [row.pk]


def test_changed_facts_supersede_and_stand_anew(world: World) -> None:
    line(world, Code.SIGNAL_WORKS_DAYS, "4")
    case = case_of(world, completed_on=rows.STARTED)
    search()
    [first] = Signal.objects.all()
    decide_signal(signal_id=first.pk, by=world.shen, decision="clear", reason="示例：看过")
    touch(case, completed_on=rows.STARTED + timedelta(days=1))
    search()

    first.refresh_from_db()
    assert (first.state, first.superseded_at) == (State.CLEARED, clock.now())
    [second] = Signal.objects.standing()
    assert (second.follows, second.state) == (first, State.OPEN)
    assert "首尾都算 2 天" in second.words
    assert "首尾都算 1 天" in first.words


def test_what_is_so_no_more_lapses_and_comes_back_as_it_was(world: World) -> None:
    line(world, Code.SIGNAL_WORKS_DAYS, "4")
    case = case_of(world, completed_on=rows.STARTED)
    search()
    touch(case, completed_on=rows.FINISHED)
    search()
    [row] = Signal.objects.all()
    assert row.state == State.LAPSED
    touch(case, completed_on=rows.STARTED)
    search()
    row.refresh_from_db()
    assert (row.state, row.superseded_at, Signal.objects.count()) == (State.OPEN, None, 1)


def test_a_decision_stands_again_when_the_facts_go_back(world: World) -> None:
    line(world, Code.SIGNAL_WORKS_DAYS, "4")
    case = case_of(world, completed_on=rows.STARTED)
    search()
    [first] = Signal.objects.all()
    decide_signal(signal_id=first.pk, by=world.shen, decision="clear", reason="示例：看过")
    for later in (1, 0):
        touch(case, completed_on=rows.STARTED + timedelta(days=later))
        search()

    [stands] = Signal.objects.standing()
    assert (stands, stands.state) == (first, State.CLEARED)
    assert sorted(Signal.objects.values_list("state", flat=True)) == [State.CLEARED, State.LAPSED]


def test_what_comes_back_after_a_handover_is_the_new_bureau_s(world: World) -> None:
    line(world, Code.SIGNAL_WORKS_DAYS, "4")
    case = case_of(world, completed_on=rows.STARTED)
    search()
    touch(case, completed_on=rows.FINISHED)
    search()
    touch(case, completed_on=rows.STARTED, bureau=world.xihu)
    search()
    row = Signal.objects.get()
    assert (row.bureau, row.superseded_at) == (world.xihu, None)
    assert (tally(world.xi, 2026).whole, tally(world.wang, 2026).whole) == (1, 0)


@pytest.mark.postgres
def test_what_is_revived_is_locked_like_a_decision(world: World) -> None:
    line(world, Code.SIGNAL_WORKS_DAYS, "4")
    case = case_of(world, completed_on=rows.STARTED)
    for day in (rows.STARTED, rows.FINISHED):
        touch(case, completed_on=day)
        search()
    touch(case, completed_on=rows.STARTED)
    with CaptureQueriesContext(connection) as seen:
        search()
    by_basis = [each["sql"] for each in seen if '"basis" = ' in each["sql"] and "SELECT" in each["sql"]]
    assert by_basis
    assert all("FOR UPDATE" in sql for sql in by_basis)


def test_a_withdrawn_case_shows_nothing(world: World) -> None:
    line(world, Code.SIGNAL_WORKS_DAYS, "4")
    case = case_of(world, completed_on=rows.STARTED)
    search()
    touch(case, status=Status.WITHDRAWN)
    search()
    assert standing(Kind.WORKS_SHORT) == set()


def test_a_line_set_later_reaches_cases_that_did_not_change(world: World) -> None:
    line(world, Code.SIGNAL_TYPED_MINUTES, "30")
    case = short_case(world)
    search()
    assert Signal.objects.count() == 0
    line(world, Code.SIGNAL_WORKS_DAYS, "4")
    with clock.at(NOON + timedelta(days=3)):
        search()
    assert standing(Kind.WORKS_SHORT) == {case}


def test_a_line_taken_back_lets_what_is_open_lapse(world: World) -> None:
    line(world, Code.SIGNAL_WORKS_DAYS, "4")
    short_case(world)
    search()
    Parameter.objects.update(value="")
    search()
    assert Signal.objects.get().state == State.LAPSED


def test_only_what_changed_is_read_again(world: World) -> None:
    line(world, Code.SIGNAL_WORKS_DAYS, "4")
    with clock.at(NOON - timedelta(days=2)):
        for _ in range(30):
            short_case(world)
    search()
    with (
        clock.at(NOON + timedelta(days=1)),
        CaptureQueriesContext(
            connection,
        ) as seen,
    ):
        search()
    assert not any("plans_contract" in each["sql"] for each in seen)
    assert len(seen) < 30


def test_a_batch_takes_as_many_statements_as_one_case(world: World) -> None:
    for code, value in (
        (Code.SIGNAL_WORKS_DAYS, "2"),
        (Code.SIGNAL_PHOTO_SAME, "是"),
        (Code.SIGNAL_PHONE_HOMES, "99"),
        (Code.SIGNAL_BUDGET_EQUAL, "是"),
        (Code.SIGNAL_TYPED_MINUTES, "1"),
        (Code.SIGNAL_SAME_PERSON, "是"),
        (Code.SIGNAL_PACKAGE_OVER, "10"),
    ):
        line(world, code, value)

    def measured(number: int) -> int:
        for _ in range(number):
            rows.household_of(case_of(world), "13900000001")
        with CaptureQueriesContext(connection) as seen:
            search()
        return len(seen)

    search()
    one, many = measured(1), measured(8)
    assert many <= one + 2


def test_a_case_that_passes_to_another_bureau_takes_it_along(world: World) -> None:
    line(world, Code.SIGNAL_WORKS_DAYS, "4")
    case = case_of(world, completed_on=rows.STARTED)
    search()
    touch(case, bureau=world.xihu)
    search()
    row = Signal.objects.get()
    assert row.bureau == world.xihu
    assert (tally(world.xi, 2026).whole, tally(world.wang, 2026).whole) == (1, 0)


def test_what_two_bureaus_share_is_the_city_s_matter(world: World) -> None:
    line(world, Code.SIGNAL_PHOTO_SAME, "是")
    for bureau in (world.shangcheng, world.xihu):
        rows.photo_of(case_of(world, bureau=bureau), b"x", original="same")
    search()
    row = Signal.objects.get()
    assert (row.bureau, row.city_bureau) == (None, world.city)
    seen = [actor for actor in (world.wang, world.xi, world.shi, world.sheng) if _sees(actor)]
    assert seen == [world.shi, world.sheng]


def _sees(actor: object) -> bool:
    return Signal.objects.visible_to(actor).exists()  # type: ignore[arg-type]


def test_a_telephone_of_two_bureaus_names_a_case_of_each(world: World) -> None:
    line(world, Code.SIGNAL_PHONE_HOMES, "3")
    rows.household_of(case_of(world, bureau=world.xihu), "13900000009")
    for _ in range(25):
        rows.household_of(case_of(world), "13900000009")
    search()
    row = Signal.objects.get()
    assert (row.bureau, row.city_bureau, row.case_count) == (None, world.city, 26)


def test_a_bureau_with_a_higher_line_keeps_what_a_neighbour_lists(world: World) -> None:
    line(world, Code.SIGNAL_PHONE_HOMES, "3")
    in_force(world.shi, world.xihu, Code.SIGNAL_PHONE_HOMES, "5")
    cases = [case_of(world, bureau=bureau) for bureau in [world.shangcheng] * 3 + [world.xihu]]
    for case in cases:
        rows.household_of(case, "13900000008")
    search()
    touch(cases[-1])
    search()
    [row] = Signal.objects.standing()
    assert (row.bureau, row.state) == (None, State.OPEN)
    touch(cases[-1], status=Status.WITHDRAWN)
    search()
    [own] = Signal.objects.standing()
    assert (own.bureau, own.words.count("提示的线是 3 处")) == (world.shangcheng, 1)


def test_a_bureau_with_a_narrower_line_keeps_a_neighbour_s_like_photos(world: World) -> None:
    line(world, Code.SIGNAL_PHOTO_BITS, "7")
    in_force(world.shi, world.xihu, Code.SIGNAL_PHOTO_BITS, "3")
    ours, theirs, more = case_of(world), case_of(world, bureau=world.xihu), case_of(world, bureau=world.xihu)
    first, later, last = (
        PhotoPrint.objects.create(file_id=uuid4(), case=case, bits="0f" * 16) for case in (ours, theirs, more)
    )
    PhotoPair.objects.create(later=later, earlier=first, apart=5)
    PhotoPair.objects.create(later=last, earlier=later, apart=5)
    search()
    touch(theirs)
    search()
    [row] = Signal.objects.standing()
    assert {part.case for part in row.parts.all()} == {ours, theirs}


def like(case: Case, bits: int) -> PhotoPrint:
    """Give a case a photo of a print, and have it compared."""
    seen = Print(bits)
    file_id = uuid4()
    _keep_prints([(file_id, case.pk, seen)])
    return PhotoPrint.objects.get(file_id=file_id)


KITCHEN = 0x0F1E2D3C4B5A69788796A5B4C3D2E1F0


def test_a_photo_goes_with_the_nearest_and_not_with_the_first(world: World) -> None:
    line(world, Code.SIGNAL_PHOTO_BITS, "3")
    first, second, copy = case_of(world), case_of(world), case_of(world)
    like(first, KITCHEN)
    like(second, KITCHEN ^ 0x3F)
    like(copy, KITCHEN ^ 0x1F)
    search()
    [row] = Signal.objects.standing()
    assert {part.case for part in row.parts.all()} == {second, copy}


@pytest.mark.parametrize("kind", [Kind.PHOTO_SAME, Kind.PHOTO_LIKE])
def test_photos_of_a_case_withdrawn_are_paired_anew(world: World, kind: Kind) -> None:
    line(
        world, *((Code.SIGNAL_PHOTO_SAME, "是") if kind == Kind.PHOTO_SAME else (Code.SIGNAL_PHOTO_BITS, "7"))
    )
    with clock.at(NOON - timedelta(days=2)):
        first, second, third = case_of(world), case_of(world), case_of(world)
        for place, case in enumerate((first, second, third)):
            if kind == Kind.PHOTO_SAME:
                rows.photo_of(case, b"%d" % place, original="one")
            else:
                like(case, KITCHEN ^ (1 << 16) * (2**place - 1))
        PhotoPair.objects.filter(later__case=third).update(
            earlier=PhotoPrint.objects.filter(case=first).first()
        )
    search()
    assert len(standing(kind)) == 2
    with clock.at(NOON + timedelta(days=1)):
        touch(first, status=Status.WITHDRAWN)
        search()
    [row] = Signal.objects.standing()
    assert {part.case for part in row.parts.all()} == {second, third}


def test_what_shares_most_bands_is_compared_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MOST_COMPARED", 1)
    even = (1 << 16) - 1
    one, near, made = case_of(world), case_of(world), case_of(world)
    # One row in common alone, and earlier.
    like(one, (KITCHEN & even) | (~KITCHEN & ~even & (1 << 128) - 1))
    wanted = like(near, KITCHEN)
    copy = like(made, KITCHEN ^ (1 << 40))
    assert PhotoPair.objects.get(later=copy).earlier == wanted


def test_a_photo_is_read_once(world: World) -> None:
    line(world, Code.SIGNAL_PHOTO_BITS, "3")
    case = case_of(world)
    rows.photo_of(case, b"no picture", original="a")
    search()
    [made] = PhotoPrint.objects.all()
    touch(case)
    search()
    assert (made.bits, PhotoPrint.objects.count()) == ("", 1)


def test_photos_of_a_night_without_the_store_are_read_the_night_after(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_file: object) -> bytes:
        raise FileDamaged("文件存储没有应答", code="store_away")

    line(world, Code.SIGNAL_PHOTO_BITS, "3")
    for _ in range(2):
        rows.photo_of(case_of(world), b"no picture", original="a")
    with monkeypatch.context() as patch:
        patch.setattr(looking, "read", away)
        assert search() == "2 张照片因存储不可用没有比对，下次再查"
    assert not PhotoPrint.objects.exists()
    with clock.at(NOON + timedelta(days=1)):
        search()
    assert PhotoPrint.objects.count() == 2


def test_no_message_goes_out_and_no_case_s_record_speaks_of_it(world: World) -> None:
    line(world, Code.SIGNAL_WORKS_DAYS, "4")
    case = short_case(world)
    before = Message.objects.count()
    search()
    row = Signal.objects.get()
    decide_signal(signal_id=row.pk, by=world.shen, decision="on_site", reason="示例：请抽查")
    assert Message.objects.count() == before
    assert not Event.objects.filter(subject_kind="case", subject_id=case).exists()


def test_the_counts_are_those_of_the_rows(world: World) -> None:
    line(world, Code.SIGNAL_WORKS_DAYS, "4")
    cases = [case_of(world, completed_on=rows.STARTED) for _ in range(4)]
    search()
    first, second, *_ = Signal.objects.order_by("pk")
    decide_signal(signal_id=first.pk, by=world.shen, decision="clear", reason="示例：看过")
    decide_signal(signal_id=second.pk, by=world.ling, decision="papers", reason="示例：看合同")
    touch(cases[3], completed_on=rows.FINISHED)
    search()
    said = {(row.kind, row.state): row.count for row in SignalCount.objects.exclude(count=0)}
    stand: dict[tuple[str, str], int] = {}
    for row in Signal.objects.all():
        stand[row.kind, row.state] = stand.get((row.kind, row.state), 0) + 1
    assert said == stand
    assert tally(world.wang, 2026).reviewed == 2


def test_words_that_are_too_long_are_cut_and_kept(world: World) -> None:
    case = case_of(world)
    said = Found(
        kind=Kind.WORKS_SHORT,
        subject=str(case.pk),
        cases=[str(case.pk)],
        words="示" * 3000,
        table=Table((), ()),
        basis="a",
    )
    keep(found=[said], examined=Signal.objects.none(), by=SYSTEM)
    words = Signal.objects.get().words
    assert (len(words), words[-2:]) == (2000, "示…")
