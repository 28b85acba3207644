"""Forms on pages without a script: what is wrong is read first all the same."""

from __future__ import annotations

from django import forms


class FocusesWrong(forms.Form):
    """Lets the first field to be mended take the focus: these pages have no scripts to move it."""

    def full_clean(self) -> None:
        """Judge, and mark the field."""
        super().full_clean()
        wrong = next((name for name in self.fields if name in self.errors), None)
        if wrong:
            self.fields[wrong].widget.attrs["autofocus"] = True
