"""留言 as other systems read them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.letters.enums import Party
from apps.letters.models import Letter, LetterPicture
from apps.letters.permissions import party_owing


class PictureShown(serializers.ModelSerializer[LetterPicture]):
    """A picture; its content is read from the files' URL by ``file_id``."""

    class Meta:
        model = LetterPicture
        fields = ("file_id", "name")
        read_only_fields = fields


class LetterShown(serializers.ModelSerializer[Letter]):
    """One letter, and whose answer is waited for."""

    answers = serializers.IntegerField(source="answers.number", default=None, allow_null=True, read_only=True)
    waits_for = serializers.SerializerMethodField(label="等哪一方答复", help_text="不等答复的为 null。")
    pictures = PictureShown(many=True, read_only=True)

    class Meta:
        model = Letter
        fields = (
            "id",
            "number",
            "by_household",
            "party",
            "answers",
            "asks",
            "text",
            "channel",
            "written_at",
            "author",
            "author_organisation",
            "recorded_by",
            "passed_at",
            "passed_reason",
            "settled_at",
            "waits_for",
            "pictures",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=Party.choices(), allow_null=True))
    def get_waits_for(self, row: Any) -> str | None:
        return party_owing(row).value if row.is_open else None
