"""Addresses of the archive, below the URL of its case."""

from django.urls import path

from apps.acts.views import pages
from apps.archives.acts import (
    ACCEPTANCE_FORM,
    COMPILE,
    FILE,
    MISSING_NOTE,
    PUT_RIGHT,
    REPACK,
    RETURN,
    SUPPLEMENT,
)
from apps.archives.views import archive, day_proof_zip, missing_note_paper, supplement_zip

app_name = "archives"
urlpatterns = [
    path("archive/", archive, name="archive"),
    path("archive/missing-note.pdf", missing_note_paper, name="missing-note-paper"),
    path("archive/day-proof.zip", day_proof_zip, name="day-proof"),
    path("archive/supplements/<int:number>.zip", supplement_zip, name="supplement-zip"),
    *pages((ACCEPTANCE_FORM, MISSING_NOTE, COMPILE, FILE, RETURN, REPACK, SUPPLEMENT, PUT_RIGHT)),
]
