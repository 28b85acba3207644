"""Writes of 一户一档: papers come in, a 件 is compiled, checked, filed, packed and added to."""

from apps.archives.services.bundles import (
    FILL,
    ask_for_bundle,
    bundle_of,
    close_bundle,
    fill_bundle,
    hand_out,
)
from apps.archives.services.corrections import put_right
from apps.archives.services.filing import (
    PACK,
    compile_archive,
    file_archive,
    repack_archive,
    return_compilation,
    take_up_packages,
)
from apps.archives.services.missing import write_missing_note
from apps.archives.services.packing import build, filed, keep_package, pack
from apps.archives.services.scans import add_acceptance_form, add_application_scan, settle_archive
from apps.archives.services.supplements import add_supplement, take_in_warranty

__all__ = [
    "FILL",
    "PACK",
    "add_acceptance_form",
    "add_application_scan",
    "add_supplement",
    "ask_for_bundle",
    "build",
    "bundle_of",
    "close_bundle",
    "compile_archive",
    "file_archive",
    "filed",
    "fill_bundle",
    "hand_out",
    "keep_package",
    "pack",
    "put_right",
    "repack_archive",
    "return_compilation",
    "settle_archive",
    "take_in_warranty",
    "take_up_packages",
    "write_missing_note",
]
