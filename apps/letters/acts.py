"""留言 between a household and the parties of its case."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from apps.acts.acts import Act
from apps.cases.acts.grounds import StageGround, StageOf, load_case
from apps.cases.models import Case
from apps.letters import services
from apps.letters.forms import AnswerForm, PassOnForm, RecordForm, WriteForm
from apps.letters.models import Letter
from apps.letters.permissions import may_answer, may_pass_on, may_record, may_write, party_of
from apps.letters.queries import asked_options, may_reach_enterprise, parties_of, party_name
from apps.letters.rules import may_go_to
from apps.lib.actors import Actor

_TAB = {"tab": "letters", "back": "letters:letters", "tag": "留言", "template": "letters/act.html"}


class LettersGround(StageGround):
    """A case as the place where letters are pinned; a letter changes nothing of the case itself."""

    def version(self, subject: Case) -> int:
        """Nobody is late: two letters at once are two letters."""
        return 0

    def follow(self, by: Actor, subject: Case) -> None:
        """Whose turn the case is stays as it was."""


class LetterGround(StageOf[Letter]):
    """One letter that the actor may read."""

    def load(self, actor: Actor, **kwargs: Any) -> Letter:
        """Return the letter of the URL, if it is this case's and the actor's to read."""
        case = load_case(actor, kwargs["pk"])
        rows = (
            Letter.objects.judged()
            .visible_to(actor)
            .select_related("enterprise")
            .prefetch_related("pictures")
        )
        found = rows.filter(case=case, pk=kwargs["letter_id"]).first()
        if found is None:
            raise Http404
        # The case just read within the actor's scope: the relation would read it anew, without.
        found.case = case
        return found

    def case(self, subject: Letter) -> Case:
        return subject.case

    def version(self, subject: Letter) -> int:
        """A letter is answered once; who comes second is told so in words."""
        return 0

    def named(self, subject: Letter) -> dict[str, Any]:
        return {**super().named(subject), "letter_id": subject.pk}

    def place(self, subject: Letter) -> dict[str, Any]:
        return {**super().place(subject), "letter_id": subject.pk}

    def follow(self, by: Actor, subject: Letter) -> None:
        """Whose turn the case is stays as it was."""


LETTERS = LettersGround(**_TAB)
LETTER = LetterGround(**_TAB)


def _parties(actor: Actor, case: Case) -> dict[str, Any]:
    return {
        "parties": [(each.value, party_name(case, each)) for each in parties_of(case)],
        "asked": asked_options(actor, case),
    }


def _others(actor: Actor, letter: Letter) -> dict[str, Any]:
    has = may_reach_enterprise(letter)
    others = may_go_to(party_of(actor) or letter.party, has_enterprise=has)
    return {"parties": [(each.value, party_name(letter.case, each)) for each in others]}


def _about(_actor: Actor, letter: Letter) -> dict[str, Any]:
    return {"letter": letter}


WRITE = Act(
    name="letters.write",
    label="给住户留言",
    ground=LETTERS,
    may=may_write,
    form=WriteForm,
    service=services.write_letter,
    button="留言",
    success="已留言，住户凭查询凭条看得到。",
    describe="给住户留言；asks 为 true 的请住户答复。",
    icon="message",
    records={"letter.written": "留言"},
    path="cases/<uuid:pk>/letters/write/",
    page="letters:write",
    api="letters/write",
    body="LetterWrite",
    creates=True,
)

RECORD = Act(
    name="letters.record",
    label="代记住户的话",
    ground=LETTERS,
    may=may_record,
    form=RecordForm,
    service=services.record_letter,
    explain="住户在窗口、电话里或书面说的，照原话记下，和住户自己在手机上写的一样要答复。",
    button="记下",
    success="已记下。",
    describe="代记住户口头、书面说的话：party 说给谁，channel 怎样说的，answers 为所答复留言的序号。",
    icon="pencil",
    records={"letter.recorded": "代记住户的话"},
    path="cases/<uuid:pk>/letters/record/",
    page="letters:record",
    options=_parties,
    api="letters/record",
    body="LetterRecord",
    creates=True,
)

ANSWER = Act(
    name="letters.answer",
    label="答复留言",
    ground=LETTER,
    may=may_answer,
    form=AnswerForm,
    service=services.answer_letter,
    button="答复",
    success="已答复。",
    describe="答复住户的一条留言。",
    icon="message",
    records={"letter.answered": "答复留言"},
    path="cases/<uuid:pk>/letters/<uuid:letter_id>/answer/",
    page="letters:answer",
    entry="letters:letters",
    context=_about,
    api="letters/<uuid:letter_id>/answer",
    body="LetterAnswer",
    creates=True,
)

PASS_ON = Act(
    name="letters.pass_on",
    label="转给别的一方",
    ground=LETTER,
    may=may_pass_on,
    form=PassOnForm,
    service=services.pass_letter_on,
    explain="不归本单位答复的，转给该答复的一方。对方会看到住户的原话；住户会看到转给了谁、为什么。",
    button="转出",
    success="已转出，由对方答复。",
    describe="把住户的一条留言转给该答复的一方。",
    icon="arrow-forward-up",
    records={"letter.passed_on": "转出留言"},
    path="cases/<uuid:pk>/letters/<uuid:letter_id>/pass-on/",
    page="letters:pass-on",
    entry="letters:letters",
    options=_others,
    context=_about,
    api="letters/<uuid:letter_id>/pass-on",
    body="LetterPassOn",
)

ACTS = (WRITE, RECORD, ANSWER, PASS_ON)
