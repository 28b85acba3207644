"""Backups: taking one, looking into one, and going back to one."""

from apps.operations.services.archives.checking import Archive, examine
from apps.operations.services.archives.databases import ProgramMissing
from apps.operations.services.archives.restoring import Restored, restore
from apps.operations.services.archives.taking import Taken, take

__all__ = ["Archive", "ProgramMissing", "Restored", "Taken", "examine", "restore", "take"]
