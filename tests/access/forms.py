"""Reading a form off a page the way a browser does, to send it back as it stands or filled in."""

from __future__ import annotations

from html.parser import HTMLParser

from django.http import HttpResponse


class _Reader(HTMLParser):
    """Collects the fields of the posting forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self.inside = False
        self.area: str | None = None
        self.choice: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("method", "").lower() == "post"
            if self.inside:
                self.forms.append((given.get("action", ""), {}))
        elif self.inside and given.get("name"):
            self._field(tag, given)
        elif tag == "option" and self.choice is not None and "selected" in given:
            self.choice[1].append(given.get("value", ""))

    def _field(self, tag: str, given: dict[str, str]) -> None:
        values = self.forms[-1][1].setdefault(given["name"], [])
        kind = given.get("type", "text")
        if tag == "input" and kind in ("radio", "checkbox"):
            if "checked" in given:
                values.append(given.get("value", "on"))
        elif tag == "input" and kind not in ("file", "submit"):
            values.append(given.get("value", ""))
        elif tag == "select":
            self.choice = (given["name"], values)
        elif tag == "textarea":
            self.area = given["name"]
            values.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.choice = None
        elif tag == "textarea":
            self.area = None

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.forms[-1][1][self.area][-1] += data.removeprefix("\n")


def fields_of(answer: HttpResponse, having: str) -> dict[str, list[str]]:
    """Return the fields of the posting form that has a field named ``having``, as they stand."""
    reader = _Reader()
    reader.feed(answer.content.decode())
    for _, fields in reader.forms:
        if having in fields:
            return {name: values for name, values in fields.items() if values}
    raise AssertionError(f"no form with {having} on the page: {[list(each) for _, each in reader.forms]}")
