"""Pure rules of files and papers: no Django, no database.

What stands on the papers is loaded when it is first asked for: the process that examines an upload
needs none of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apps.documents.rules.papers import *  # noqa: F403
    from apps.documents.rules.papers import __all__ as __all__
else:

    def __getattr__(name: str) -> object:
        """Return a part of the papers."""
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module("apps.documents.rules.papers"), name)
