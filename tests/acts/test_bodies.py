"""What an act's form becomes in a JSON body."""

from __future__ import annotations

from django import forms

from apps.acts.forms import ActForm
from apps.acts.serializers import body_of


class _Form(ActForm):
    place = forms.CharField(max_length=20)
    kind = forms.CharField(max_length=20)

    optional = frozenset({"kind"})


def test_a_body_may_leave_out_what_a_page_prefills() -> None:
    body = body_of(_Form, "Body")(data={"version": 1, "place": "厨房"})

    assert body.is_valid(), body.errors
    assert not body_of(_Form, "Body")(data={"version": 1, "kind": "x"}).is_valid()
