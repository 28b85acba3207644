"""Answers to the questions of 申请条件, and what each of them leads to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.lib.labelled import Labelled

MOST_OPTIONS = 8
LONGEST_ANSWER = 40
LONGEST_WORD = 200
FORBIDS = "condition"
"""Code of an answer by which nobody is registered; all others are slips of the form."""


class Effect(Labelled):
    """What an answer leads to at registration."""

    NOTED = "noted", "只作记录"
    WORD = "word", "须写明情况"
    REFUSES = "refuses", "不予登记"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers there are."""

    label: str
    effect: Effect

    @classmethod
    def of(cls, kept: Mapping[str, str]) -> Option:
        """Read it as it is kept."""
        return cls(kept["label"], Effect(kept["effect"]))

    def kept(self) -> dict[str, str]:
        """Return it as it is kept."""
        return {"label": self.label, "effect": self.effect.value}


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why an answer does not do; ``in_word``: it is the word beside it that is missing."""

    words: str
    code: str
    in_word: bool = False


def judge(options: Sequence[Option], answer: str, word: str, *, source: str) -> Unfit | None:
    """Return what is wrong with an answer, None where it does.

    Without options a text is asked for: it is noted, whatever it says.
    """
    if not answer:
        return Unfit("请回答" if options else "请填写", "required")
    if not options:
        return Unfit(f"最多 {LONGEST_WORD} 字", "max_length") if len(answer) > LONGEST_WORD else None
    chosen = next((each for each in options if each.label == answer), None)
    if chosen is None:
        known = "、".join(each.label for each in options)
        return Unfit(f"只能回答{known}，写的是“{answer[:20]}”", "invalid_choice")
    if chosen.effect is Effect.REFUSES:
        return Unfit(f"回答“{answer}”的不予登记（依据：{source}）。答错的请改正", FORBIDS)
    if chosen.effect is Effect.WORD and not word:
        return Unfit(f"回答“{answer}”的，请写明情况", "required", in_word=True)
    return None


def unsound(options: Sequence[Option]) -> str:
    """Return what is wrong with the answers of a question, '' where nothing is."""
    labels = [each.label for each in options]
    if len(options) == 1:
        return "至少写两个回答；要填写文字的，一个也不写"
    if len(options) > MOST_OPTIONS:
        return f"最多 {MOST_OPTIONS} 个回答"
    if len(set(labels)) < len(labels):
        return "有两个回答写得一样"
    if options and all(each.effect is Effect.REFUSES for each in options):
        return "所有的回答都不予登记，就没有人能登记了"
    return ""
