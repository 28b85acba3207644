"""Backups: taking one, looking into one, and going back to one."""

from apps.operations.services.backups.backup import Taken, take
from apps.operations.services.backups.databases import ProgramMissing
from apps.operations.services.backups.restoration import Restored, restore
from apps.operations.services.backups.verification import Archive, examine

__all__ = ["Archive", "ProgramMissing", "Restored", "Taken", "examine", "restore", "take"]
