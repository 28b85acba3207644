"""An act's operation: the page's own form judges the body, the page's own attempt makes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.forms.formsets import BaseFormSet
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response

from apps.acts.acts import Act
from apps.acts.forms import ActForm, Body
from apps.acts.serializers import body_of
from apps.acts.services import Done, Key, NeverYours, NotNow, attempt
from apps.acts.services import Invalid as InvalidForm
from apps.api.idempotency import PURPOSE, fingerprint, key_of
from apps.api.problems import Fault, Invalid, Problem, form_faults
from apps.api.views import ApiView
from apps.lib.decisions import Denied


class ActEndpoint(ApiView[Any]):
    """POST of one act. 200 with the subject as it now stands, or 201 for what writes a new row."""

    act: ClassVar[Act[Any]]
    creates: ClassVar[bool] = False

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Load through scope, refuse a role that never does this, read the body, attempt it."""
        act, ground = self.act, self.act.ground
        # A change needs no key: the second of two equal ones finds another version and is stale (0021).
        value = key_of(request) if act.creates else ""
        reads = ground.reads(self.actor)
        self._refuse(reads if isinstance(reads, Denied) else None)
        subject = ground.load(self.actor, **self.kwargs)
        # Before the body is read: a role that never does this hears so, and not what is wrong with its body.
        self._refuse(act.barred(self.actor, subject))
        sent = act.form.body(
            self.body(request), act.initial(self.actor, subject), **act.options(self.actor, subject)
        )
        key = Key(value, PURPOSE, fingerprint(request)) if value else None
        outcome = attempt(act, by=self.actor, subject=subject, data=sent, key=key)
        match outcome:
            case NeverYours(denied=denied):
                self._refuse(denied)
            case InvalidForm(form=form):
                raise Invalid(faults_of(form, sent, self.pointers))
            case NotNow(refused=refused):
                self.pointers = {**type(self).pointers, **sent.pointers}  # type: ignore[misc]
                raise refused
        assert isinstance(outcome, Done)  # noqa: S101 - the other outcomes have left
        return self._answer(outcome)

    def conflict(self) -> dict[str, object]:
        """Say where the subject stands now and who touched it."""
        sent = self.request.data.get("version") if isinstance(self.request.data, dict) else None
        subject = self.act.ground.load(self.actor, **self.kwargs)
        return self.act.ground.conflict(self.actor, subject, sent)

    def _answer(self, done: Done) -> Response:
        ground = self.act.ground
        # Read again: services lock and write a row of their own, this one is as it stood before.
        subject = ground.again(self.actor, done.result, **self.kwargs)
        # On a replay the row may be gone meanwhile; its id still says which one it was.
        record = done.result if not done.replayed else done.result_id
        shown = self.result(ground.stands(self.actor, subject, record))
        response = Response(shown, status=201 if self.act.creates else 200)
        if done.replayed:
            response["Idempotent-Replayed"] = "true"
        return response

    def _refuse(self, barred: Denied | None) -> None:
        if barred is not None:
            raise Problem(403, barred.reason, code="post")


def faults_of(form: ActForm, sent: Body, pointers: Mapping[str, str] = {}) -> list[Fault]:
    """Return everything wrong with a body, each with its place: rows that no field took, else the form's."""
    known = {**pointers, **sent.pointers}
    found = [Fault(each.pointer, each.detail, each.code) for each in sent.faults]
    if not found:
        found += form_faults(form, known)
        found += [fault for name, table in form.tables.items() for fault in _of_table(name, table, known)]
        found += [Fault(each.pointer, each.detail, each.code) for each in form.missing_files()]
    return found


def _of_table(name: str, table: BaseFormSet[Any], pointers: Mapping[str, str]) -> Iterator[Fault]:
    for error in table.non_form_errors().as_data():
        yield Fault(f"/{name}", " ".join(error.messages), error.code or "invalid")
    for number, row in enumerate(table.forms):
        place = f"/{name}/{number}"
        known = {each: pointers.get(f"{row.prefix}-{each}", f"{place}/{each}") for each in row.fields}
        for fault in form_faults(row, known):
            yield replace(fault, pointer=fault.pointer or place)


def endpoint(act: Act[Any]) -> type[ActEndpoint]:
    """Return the view of an act's operation."""
    made: type[ActEndpoint] = type(
        f"{act.form.__name__.removesuffix('Form')}Act",
        (ActEndpoint,),
        {
            "act": act,
            "creates": act.creates,
            "tag": act.ground.tag,
            "summary": act.label,
            "request_class": body_of(act.form, act.body),
            "result_class": act.ground.result_class,
            "pointers": dict(act.form.pointers),
            "__doc__": act.description,
            "__module__": act.form.__module__,
        },
    )
    return made


def endpoints(acts: Iterable[Act[Any]]) -> list[URLPattern]:
    """Return the URLs of the acts' operations, to stand in their app's ``routes``."""
    return [
        path(f"{act.ground.path}/{act.api}", endpoint(act).as_view(), name=act.api_name or _named(act))
        for act in acts
        if act.api
    ]


def _named(act: Act[Any]) -> str:
    """Return the URL name of an operation: ``api-works-start`` for ``works/start``."""
    words = [word for word in act.api.split("/") if not word.startswith("<")]
    return "-".join([act.ground.operation, *words])
