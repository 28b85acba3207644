"""Wordings of notices: placeholders in braces, known ones only. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

LONGEST_TITLE, LONGEST_TEXT = 40, 160
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a text, in their order."""
    return _PLACEHOLDER.findall(text)


def unsound(text: str, known: Collection[str]) -> str:
    """Return what is wrong with a wording, '' where nothing is."""
    unknown = [each for each in placeholders(text) if each not in known]
    if unknown:
        may = "、".join(f"{{{each}}}" for each in known) or "没有"
        return f"不能用{'、'.join(f'{{{each}}}' for each in unknown)}；可以用的：{may}"
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        return "花括号没有成对"
    return ""


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a wording with its placeholders filled in; what has no value vanishes."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], ""), text)
