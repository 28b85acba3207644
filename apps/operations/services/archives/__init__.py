"""Backups: taking one, looking into one, and going back to one."""

from apps.operations.services.archives.backup import Taken, take
from apps.operations.services.archives.databases import ProgramMissing
from apps.operations.services.archives.restoration import Restored, restore
from apps.operations.services.archives.verification import Archive, examine

__all__ = ["Archive", "ProgramMissing", "Restored", "Taken", "examine", "restore", "take"]
