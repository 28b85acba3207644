"""Fields say in the house's words what is missing or cannot be read, whichever app asks."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from django import forms
from django.utils.translation import gettext, override

import apps
from apps.acts.forms import ActForm, Body
from apps.lib.actors import SYSTEM

FRAMEWORK = (
    "This field is required.",
    "Enter a whole number.",
    "Enter a number.",
    "Enter a valid date.",
    "Enter a valid date/time.",
    "Select a valid choice. %(value)s is not one of the available choices.",
    "Select a valid choice. That choice is not one of the available choices.",
    "Enter a list of values.",
    "The submitted file is empty.",
)


def kinds_of(base: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def test_no_form_of_ours_speaks_in_the_framework_s_words() -> None:
    for module in pkgutil.walk_packages(apps.__path__, "apps."):
        if {"forms", "views"} & set(module.name.split(".")):
            import_module(module.name)
    ours = [kind for kind in kinds_of(forms.BaseForm) if kind.__module__.startswith("apps.")]
    with override("zh-hans"):
        foreign = {gettext(each) for each in FRAMEWORK}
        said = {
            f"{kind.__name__}.{name} {code}"
            for kind in ours
            for name, field in getattr(kind, "base_fields", {}).items()
            for code, words in field.error_messages.items()
            if str(words) in foreign
        }
    assert len(ours) > 100
    assert said == set()


class _Plain(forms.Form):
    word = forms.CharField(max_length=3)
    count = forms.IntegerField(max_value=9)
    choice = forms.ChoiceField(choices=[("a", "甲")])
    several = forms.MultipleChoiceField(choices=[("a", "甲")])
    day = forms.DateField()
    agreed = forms.BooleanField()
    scan = forms.FileField()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            {},
            ["请填写。", "请填写。", "请选择。", "请至少选择一项。", "请填写。", "请勾选。", "请选择文件。"],
        ),
        (
            {
                "word": "四个字呢",
                "count": "10",
                "choice": "b",
                "several": ["b"],
                "day": "13月",
                "agreed": "1",
            },
            [
                "最多 3 字，现在 4 字。",
                "不能大于 9。",
                "没有“b”这一项，请从列出的选项中选择。",
                "没有“b”这一项，请从列出的选项中选择。",
                "请填写真实存在的日期，如 2026-09-01。",
                "请选择文件。",
            ],
        ),
    ],
)
def test_each_kind_of_field_says_what_to_do(data: dict[str, object], words: list[str]) -> None:
    assert [text for lines in _Plain(data).errors.values() for text in lines] == words


class _Choosing(ActForm):
    versioned = False
    place = forms.ChoiceField(choices=[("1", "甲")])


def test_a_page_names_no_key_of_what_is_offered_no_more_and_a_body_is_told_it() -> None:
    page, body = (
        _Choosing(data, actor=SYSTEM, subject=None, version=0).errors["place"]
        for data in ({"key": "", "place": "17"}, Body({"place": "17"}))
    )
    assert page == ["这一项已不在名单里，请重新选择。"]
    assert body == ["没有“17”这一项，请从列出的选项中选择。"]
