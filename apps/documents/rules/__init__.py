"""Pure rules of files and papers: no Django, no database."""

from apps.documents.rules.papers import *  # noqa: F403
from apps.documents.rules.papers import __all__ as __all__
