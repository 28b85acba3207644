"""File fields: the upload is examined with the form, so its error stands at its field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.renderers import BaseRenderer
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from apps.documents.forms.checks import check, max_bytes
from apps.documents.models import StoredFile
from apps.documents.queries import parked_files
from apps.documents.rules.uploads import (
    BadUpload,
    CheckedUpload,
    accept_attribute,
    accepted_text,
)
from apps.lib import formats
from apps.lib.actors import SYSTEM, Actor

_REQUIRED = "请选择文件。"
_GONE = "此前上传的文件已经使用或已过期，请重新选择"


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several uploads in one field; its form looks at each by itself."""

    widget = _SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Hand on the list: a field for one file calls any list a form that was sent without one."""
        return data


class EvidenceField(forms.FileField):
    """One upload of a kind; its cleaned value is a :class:`CheckedUpload` for the service."""

    def __init__(self, *, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        kwargs.setdefault("help_text", upload_help(kind))
        super().__init__(**kwargs)
        self.error_messages["required"] = _REQUIRED
        self.widget.attrs.setdefault("accept", accept_attribute(kind))

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return what may be kept of the upload, or raise ValidationError with the reason."""
        if not isinstance(data, UploadedFile):
            if self.required and not initial:
                raise forms.ValidationError(_REQUIRED, code="required")
            return None
        try:
            return check(data, kind=self.kind)
        except BadUpload as error:
            raise forms.ValidationError(str(error), code="bad_upload") from error


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a parked-file input sent: fresh uploads, and ids of uploads kept from before."""

    uploads: tuple[UploadedFile[Any], ...] = ()
    parked: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.uploads or self.parked)


class ParkedFileInput(forms.Widget):
    """A file input that also lists what was already uploaded, each to keep or to drop."""

    template_name = "documents/widgets/parked_file.html"
    needs_multipart_form = True

    def __init__(self, *, kind: str, multiple: bool, attrs: dict[str, Any] | None = None) -> None:
        """Draw the input for ``kind``; ``multiple`` lets several files be chosen at once."""
        super().__init__(attrs)
        self.kind = kind
        self.multiple = multiple
        self.parked: Sequence[StoredFile] = ()

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, UploadedFile[Any]], name: str
    ) -> Submitted:
        uploads = files.getlist(name) if hasattr(files, "getlist") else [files.get(name)]
        if hasattr(data, "getlist"):
            ids = data.getlist(f"{name}-parked")
        else:  # a JSON body names stored files by their numbers, under the field's own name
            sent = data.get(name) or []
            ids = sent if isinstance(sent, list) else [sent]
        return Submitted(tuple(each for each in uploads if each), tuple(map(str, ids)))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the browser sent neither a file nor a kept one."""
        return name not in files and f"{name}-parked" not in data

    def use_required_attribute(self, initial: Any) -> bool:
        """Ask the browser for a file only while none is kept."""
        return super().use_required_attribute(initial) and not self.parked

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the kept files; the fresh ones cannot be shown again by any browser."""
        context = super().get_context(name, None, attrs)
        context["widget"]["attrs"].setdefault("accept", accept_attribute(self.kind))
        if self.parked:
            context["widget"]["attrs"].pop("required", None)
        context["widget"] |= {"parked": self.parked, "multiple": self.multiple}
        return context

    def _render(
        self, template_name: str, context: Mapping[str, Any], renderer: BaseRenderer | None = None
    ) -> SafeString:
        # The project's template folder, which Django's own form renderer does not search.
        return render_to_string(template_name, dict(context))


class ParkedFileField(forms.Field):
    """Uploads of a kind that survive a failing form.

    The cleaned value is a :class:`CheckedUpload`, a parked :class:`StoredFile`, or None; with
    ``multiple=True`` a list of both. Hand it to ``documents.services.keep``. The form needs
    :class:`ParkedFilesMixin`; before showing it again call ``documents.services.park_uploads``.
    """

    widget: ParkedFileInput

    def __init__(self, *, kind: str, multiple: bool = False, **kwargs: Any) -> None:
        self.kind = kind
        self.multiple = multiple
        self.actor: Actor = SYSTEM
        self.accepted: Sequence[CheckedUpload | StoredFile] = ()
        kwargs.setdefault("help_text", upload_help(kind))
        kwargs.setdefault("widget", ParkedFileInput(kind=kind, multiple=multiple))
        super().__init__(**kwargs)
        self.error_messages["required"] = _REQUIRED

    def clean(self, value: Any) -> Any:
        """Return what may be kept; sound files stay in ``accepted`` even if others fail."""
        submitted = value if isinstance(value, Submitted) else Submitted()
        kept = parked_files(self.actor, self.kind, submitted.parked)
        self.show_parked(kept)
        fresh, errors = self._checked(submitted.uploads)
        if errors:
            self.accepted = [*kept, *fresh]
            raise forms.ValidationError(errors)
        # Where one file is asked for, choosing another replaces the one kept from before.
        if fresh and not self.multiple:
            kept = []
        self.accepted = [*kept, *fresh]
        if not self.accepted and submitted.parked:
            raise forms.ValidationError(_GONE, code="parked_gone")
        if not self.accepted and self.required:
            raise forms.ValidationError(_REQUIRED, code="required")
        if self.multiple:
            return list(self.accepted)
        return self.accepted[0] if self.accepted else None

    def show_parked(self, files: Sequence[CheckedUpload | StoredFile]) -> None:
        """Let the input list these stored files when the form is drawn again."""
        # Safe on the widget: a form copies its fields, and a field's copy has a widget of its own.
        self.widget.parked = [each for each in files if isinstance(each, StoredFile)]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)

    def _checked(
        self, uploads: Sequence[UploadedFile[Any]]
    ) -> tuple[list[CheckedUpload], list[forms.ValidationError]]:
        fresh, errors = [], []
        for upload in uploads if self.multiple else uploads[-1:]:
            try:
                fresh.append(check(upload, kind=self.kind))
            except BadUpload as error:
                text = f"{upload.name}：{error}" if self.multiple else str(error)
                errors.append(forms.ValidationError(text, code="bad_upload"))
        return fresh, errors


class ParkedFilesMixin(forms.Form):
    """A form whose uploads survive; constructed with ``actor=request.actor``."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """Tell every parked-file field whose parked uploads it may offer."""
        super().__init__(*args, **kwargs)
        self.actor = actor
        for field in self.fields.values():
            if isinstance(field, ParkedFileField):
                field.actor = actor


def upload_help(kind: str) -> str:
    """Return the help text of an input for uploads of ``kind``."""
    return f"{accepted_text(kind)}，不超过 {formats.file_size(max_bytes(kind))}"
