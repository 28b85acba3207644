"""Static files under hashed names, the modules of 现场 included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also rewrites what the modules under static/field/ import, so that all of them may be kept for good.

    Django can do this for every script or none; scripts of others hold texts that only look like imports.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("field/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )
