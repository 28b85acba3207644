"""Every write of 留言: a letter, an answer, passing one on, and what a desk writes down for a household."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeAlias
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from apps.audit.services import Subject, record
from apps.cases.models import Case
from apps.cases.services import lock_case, text_household
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner, keep
from apps.letters.enums import TOLD, Channel, Party
from apps.letters.models import Letter, LetterPicture
from apps.letters.permissions import may_answer, may_pass_on, may_record, may_write, party_of
from apps.letters.queries import MOST_PICTURES, answers_to, desks_at, may_reach_enterprise, parties_of
from apps.letters.rules import may_go_to
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.outbox.services import settle, tell

Upload: TypeAlias = StoredFile | CheckedUpload | File[bytes]
MOST_A_DAY, DAY = 20, timedelta(days=1)
"""Ours: a household writes a few; whoever found its slip may try to fill the desks, a salesman its phone."""
AGAIN = timedelta(minutes=10)


@transaction.atomic
def write_letter(
    *, case_id: UUID, by: Actor, text: str, asks: bool = False, pictures: Sequence[Upload] = ()
) -> Letter:
    """Write to the household as the party the actor speaks for; ``asks``: an answer is wished for."""
    case = lock_case(case_id=case_id, by=by)
    require(may_write(by, case))
    if _party(by) is Party.ENTERPRISE:
        _not_too_many(case, by_household=False, party=Party.ENTERPRISE)
    letter = _new(case, by, party=_party(by), by_household=False, text=text, asks=asks)
    _keep(letter, by, pictures)
    return letter


@transaction.atomic
def answer_letter(
    *, case_id: UUID, letter_id: UUID, by: Actor, text: str, pictures: Sequence[Upload] = ()
) -> Letter:
    """Answer what the household wrote; nobody waits for it any more."""
    case, asked = _locked(case_id, letter_id, by)
    require(may_answer(by, asked))
    letter = _new(case, by, party=_party(by), by_household=False, text=text, answers=asked)
    _keep(letter, by, pictures)
    _settled(asked)
    return letter


@transaction.atomic
def pass_letter_on(*, case_id: UUID, letter_id: UUID, by: Actor, to: str, reason: str) -> Letter:
    """Hand a letter to the party whose business it is: that one owes the answer; the household sees it."""
    case, letter = _locked(case_id, letter_id, by)
    require(may_pass_on(by, letter))
    if Party(to) not in may_go_to(_party(by), has_enterprise=may_reach_enterprise(letter)):
        raise Refused("请选择要转给的一方。", field="to", code="party")
    letter.party, letter.passed_by = to, _party(by)
    letter.passed_at, letter.passed_reason = clock.now(), reason.strip()
    if to == Party.ENTERPRISE:
        letter.enterprise = case.enterprise
    letter.save(update_fields=["party", "passed_by", "passed_at", "passed_reason", "enterprise"])
    record(
        by=by,
        subject=_chain(case),
        action="letter.passed_on",
        facts={"letter": letter.number, "party": to},
        reason=reason,
        jurisdiction=case.county_code,
    )
    settle(subject=_subject(letter))
    _tell(letter, by)
    return letter


@transaction.atomic
def record_letter(
    *,
    case_id: UUID,
    by: Actor,
    party: str,
    channel: str,
    text: str,
    answers: int | None = None,
    pictures: Sequence[Upload] = (),
) -> Letter:
    """Write down what the household said at the desk, by telephone or on paper, with the same standing.

    ``answers``: number of the letter that it answers.
    """
    case = lock_case(case_id=case_id, by=by)
    require(may_record(by, case))
    if Channel(channel) not in TOLD:
        raise Refused("请选择住户是怎样说的。", field="channel", code="channel")
    letter = _of_household(case, by, party=party, channel=channel, text=text, answers=answers)
    _keep(letter, by, pictures)
    return letter


@transaction.atomic
def write_as_household(
    *,
    case: Case,
    by: Actor,
    party: str,
    text: str,
    answers: int | None = None,
) -> Letter:
    """Write as the household itself, with its slip; the case is the slip's own.

    It binds nobody to anything, so the slip suffices (R27). The same words again, while they wait for an
    answer, are the letter that is there: a phone sends twice what was slow to answer.
    """
    # The enterprise may have been replaced since the page was read.
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    own = Letter.objects.filter(case=case, channel=Channel.SLIP, text=text.strip())
    to = {"answers": None, "party": party} if answers is None else {"answers__number": answers}
    again = own.filter(settled_at=None, written_at__gte=clock.now() - AGAIN, **to).first()
    if again is not None:
        return again
    _not_too_many(case, by_household=True, channel=Channel.SLIP)
    return _of_household(case, by, party=party, channel=Channel.SLIP, text=text, answers=answers)


@transaction.atomic
def add_pictures(*, case: Case, number: int, by: Actor, pictures: Sequence[Upload]) -> int:
    """Add pictures to a letter that the household wrote with its slip; return how many it has now."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    letter = Letter.objects.filter(case=case, number=number, channel=Channel.SLIP).first()
    if letter is None or letter.settled_at is not None:
        raise Refused("这一条已经答复，照片请随新的一条发。", field="pictures", code="answered")
    _keep(letter, by, pictures)
    return letter.pictures.count()


def _not_too_many(case: Case, **whose: object) -> None:
    since = clock.now() - DAY
    if Letter.objects.filter(case=case, written_at__gte=since, **whose).count() >= MOST_A_DAY:
        raise Refused(f"一天最多写 {MOST_A_DAY} 条。着急的请打电话。", field="text", code="many")


def _of_household(
    case: Case, by: Actor, *, party: str, channel: str, text: str, answers: int | None
) -> Letter:
    asked = None
    if answers is not None:
        rows = Letter.objects.of_this_household().filter(case=case, by_household=False)
        asked = rows.filter(number=answers).first()
        if asked is None:
            raise Refused("没有这一条留言。", field="answers", code="letter")
        if asked.settled_at is not None:
            raise Refused("这一条已经答复。", field="answers", code="answered")
        party = answers_to(case, asked)
    if Party(party) not in parties_of(case) and asked is None:
        raise Refused("还没有选定装修企业，或者企业还没有账号；请写给街道。", field="party", code="party")
    letter = _new(case, by, party=party, by_household=True, text=text, answers=asked, channel=channel)
    if asked is not None and asked.asks:
        _settled(asked)
    _tell(letter, by)
    return letter


def _new(
    case: Case,
    by: Actor,
    *,
    party: str,
    by_household: bool,
    text: str,
    asks: bool = False,
    answers: Letter | None = None,
    channel: str = Channel.SITE,
) -> Letter:
    text = text.strip()
    if not text:
        raise Refused("请写下要说的话。", field="text", code="required")
    told = channel in TOLD
    letter = Letter.objects.create(
        case=case,
        number=(Letter.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0) + 1,
        by_household=by_household,
        party=party,
        first_party=party,
        enterprise=case.enterprise if party == Party.ENTERPRISE else None,
        answers=answers,
        asks=asks,
        text=text,
        channel=channel,
        written_at=clock.now(),
        author="住户" if told else by.signature,
        author_organisation="" if by_household else by.organisation_name,
        recorded_by=f"{by.organisation_name} {by.signature}" if told else "",
    )
    record(
        by=by,
        subject=_chain(case),
        action="letter.recorded" if told else "letter.answered" if answers else "letter.written",
        facts={"letter": letter.number, "party": party},
        jurisdiction=case.county_code,
    )
    if not by_household:
        _text_household(letter, by)
    return letter


def _locked(case_id: UUID, letter_id: UUID, by: Actor) -> tuple[Case, Letter]:
    case = lock_case(case_id=case_id, by=by)
    letter = Letter.objects.judged().visible_to(by).get(case=case, pk=letter_id)
    letter.case = case
    return case, letter


def _party(by: Actor) -> Party:
    party = party_of(by)
    if party is None:
        raise Refused("您的岗位不与住户互相留言。", code="post")
    return party


def _settled(letter: Letter) -> None:
    letter.settled_at = clock.now()
    letter.save(update_fields=["settled_at"])
    settle(subject=_subject(letter))


def _keep(letter: Letter, by: Actor, pictures: Sequence[Upload]) -> None:
    first = letter.pictures.count() + 1
    if first - 1 + len(pictures) > MOST_PICTURES:
        raise Refused(f"一条留言最多 {MOST_PICTURES} 张照片。", field="pictures", code="many")
    for number, file in enumerate(pictures, start=first):
        # Owned by the letter, not the case: what was sent to one party is not among another's files.
        stored = keep(
            by=by,
            file=file,
            owner=Owner("letter", str(letter.pk)),
            kind=FileKind.LETTER_PICTURE,
            sensitive=False,
            label=str(letter),
            field="pictures",
        )
        LetterPicture.objects.create(
            letter=letter, number=number, file_id=stored.pk, name=stored.original_name
        )


def _tell(letter: Letter, by: Actor) -> None:
    if letter.answers_id is not None:
        kind, words, matter = "letter.answer", "住户答复了留言", ""
    else:
        kind, words, matter = "letter.waits", "住户留言，等您答复", "letter.waits"
    tell(
        to=desks_at(letter.case, Party(letter.party)),
        kind=kind,
        title=f"{letter.case.number} {words}",
        by=by,
        # Passed back it is told again, to a desk that has heard of it.
        key=f"letter:{letter.pk}:{letter.party}:{letter.passed_at or ''}",
        subject=_subject(letter),
        page="letters:letter",
        matter=matter,
    )


def _text_household(letter: Letter, by: Actor) -> None:
    event = "letter_answered" if letter.answers_id is not None else "letter_asks" if letter.asks else "letter"
    # One text a day: the page says how many are new, and an enterprise rings at no phone by writing.
    key = f"letter:{letter.case_id}:{clock.today()}:{letter.asks}"
    text_household(case=letter.case, event=event, by=by, key=key)


def _chain(case: Case) -> Subject:
    # A chain of its own: the case's record is read by parties that a letter to another is no business of.
    return Subject("letters", str(case.pk))


def _subject(letter: Letter) -> Subject:
    return Subject("letter", str(letter.pk))
