"""The form of a site's file: what it says is shown before anything is written, and what differs is asked."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings

from apps.acts.forms import ActForm
from apps.administration.queries.setup import compare
from apps.administration.queries.setup_items import Compared, Item
from apps.administration.rules.setup import BadSite, Fault, read_site

LARGEST = 1_000_000
"""Bytes of a file: a whole city's bodies and people are a tenth of it."""


EXAMPLE = Path(settings.BASE_DIR) / "docs" / "site.example.toml"
"""A file to begin with."""


def digest_of(text: str) -> str:
    """Return what tells one content from another, however a browser ends its lines."""
    return sha256("\n".join(text.split()).encode()).hexdigest()


class SiteForm(ActForm):
    """A file's text, what it comes to, and a decision for everything that differs.

    Sent once it is shown what it would make (``found``); sent again with ``seen``, it holds.
    """

    file = forms.FileField(
        label="选择文件", required=False, help_text="选了文件，以文件为准；内容会显示在下面。"
    )
    text = forms.CharField(
        label="内容",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    unsent = frozenset({"file"})
    first = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read what was sent, so that its faults and questions can be drawn."""
        super().__init__(*args, **kwargs)
        self.faults: tuple[Fault, ...] = ()
        self.found: Compared | None = None
        self.asked: list[tuple[str, Item]] = []
        """Fields of the decisions, with their items."""
        self.was_shown = False
        if self.is_bound:
            self._read()

    def _read(self) -> None:
        text = self._text()
        self.was_shown = self.data.get("seen", "") == digest_of(text)
        try:
            self.found = compare(read_site(text), first=self.first)
            self.faults = self.found.faults
        except BadSite as error:
            self.faults = tuple(error.faults)
        for number, item in enumerate(self.found.differing if self.found and not self.faults else ()):
            name = f"decide-{number}"
            self.asked.append((name, item))
            self.fields[name] = forms.ChoiceField(
                label=item.what,
                choices=[("keep", f"不改：{item.before}"), ("apply", f"改为：{item.after}")],
                widget=forms.RadioSelect,
                required=self.was_shown,
                error_messages={"required": "请选择改或不改"},
            )

    def _text(self) -> str:
        uploaded = self.files.get("file")
        text = str(self.data.get("text", ""))
        if uploaded is not None and (uploaded.size or 0) <= LARGEST:
            text = uploaded.read().decode("utf-8-sig", errors="replace")
        if hasattr(self.data, "copy"):
            data = self.data.copy()
            data["text"] = text
            self.data = data
        return text

    def clean(self) -> dict[str, Any]:
        """Refuse faults, and what was not shown yet; a second press of the same content holds."""
        cleaned: dict[str, Any] = super().clean() or {}
        text = cleaned.get("text", "")
        uploaded = self.files.get("file")
        if uploaded is not None and (uploaded.size or 0) > LARGEST:
            self.add_error("file", "文件太大：不超过 1 MB。")
        elif not text.strip():
            self.add_error("text", "请选择文件，或把内容粘贴进来。")
        elif self.faults:
            self.add_error("text", f"有 {len(self.faults)} 处要改，什么都没有写入。")
        elif not self.was_shown:
            words = "还没有写入。下面是这个文件会建立和更改的内容：核对以后再按一次生效。"
            self.add_error(None, forms.ValidationError(words, code="unseen"))
        if not self.faults:
            data = self.data.copy() if hasattr(self.data, "copy") else dict(self.data)
            data["seen"] = digest_of(text)
            self.data = data
        return cleaned

    @property
    def example(self) -> str:
        """The example that comes with the program; '' where it is not there."""
        return EXAMPLE.read_text("utf-8") if EXAMPLE.exists() else ""

    @property
    def is_preview(self) -> bool:
        """Whether nothing is wrong with it: it is shown for the first time."""
        found = [each.code for errors in self.errors.as_data().values() for each in errors]
        return found == ["unseen"]

    def said(self) -> dict[str, Any]:
        """Return the text, and what was decided by the key of the item."""
        said = super().said()
        return {
            **({"version": said["version"]} if "version" in said else {}),
            "text": said["text"],
            "decided": {item.key: said[name] for name, item in self.asked},
        }

    @property
    def questions(self) -> list[Any]:
        """The bound fields of the decisions."""
        return [self[name] for name, _ in self.asked]


class FirstSiteForm(SiteForm):
    """The first file of a new site, before there is anybody."""

    first = True
    versioned = False
