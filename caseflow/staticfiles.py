"""Static files: which are served, and under which hashed names, imports of modules included."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class ServedStaticFiles(StaticFilesConfig):
    """Leaves out what libraries bring for pages that this site does not have: 21 of 38 MB."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "rest_framework",  # the browsable API, with scripts of its own
        "redoc",  # the other reader of OpenAPI documents
        "htm*x-4*",  # the next htmx; pages load the second
    ]


# Django keeps the pair (which files, what to rewrite) private; [1] is what to rewrite.
_MODULE_IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also rewrites what our own modules import, so that all of them may be kept for good.

    Django can do this for every script or none; scripts of others hold texts that only look like imports.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("field/*.js", _MODULE_IMPORTS),
        ("js/signature.js", _MODULE_IMPORTS),
    )
