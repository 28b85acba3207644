"""Files in an S3-compatible store, with one kind of error for all the ways it can be away."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

P = ParamSpec("P")
T = TypeVar("T")


class StoreAway(OSError):
    """The store did not answer, or refused; nothing was written."""


def _told(method: Callable[P, T]) -> Callable[P, T]:
    """Turn the client library's errors into StoreAway, and a missing object into FileNotFoundError."""

    @wraps(method)
    def told(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(*args, **kwargs)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            # An answer to HEAD has no body, so there botocore knows only the status: 404, not NoSuchKey.
            if code in {"404", "NoSuchKey"}:
                raise FileNotFoundError(code) from error
            raise StoreAway(f"文件存储拒绝了请求（{code}）") from error
        except BotoCoreError as error:
            raise StoreAway("文件存储没有应答") from error

    return told


class BucketStorage(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """One private bucket. What is written is whole or not there: an object appears with its last byte.

    Objects are named by random numbers and hold ciphertext; nobody fetches them by URL.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                "addressing_style": "path",  # stores of one's own have no name per bucket
                "signature_version": "s3v4",
                "default_acl": None,
                "file_overwrite": False,
                "client_config": Config(
                    connect_timeout=5,
                    read_timeout=30,
                    retries={"max_attempts": 3, "mode": "standard"},
                    signature_version="s3v4",
                    s3={"addressing_style": "path"},
                    # not every compatible store knows the newer checksums
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                ),
                **options,
            }
        )

    @_told
    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        """Fetch the whole object now, so that errors come from here and not from a later read."""
        answer = self.connection.meta.client.get_object(
            Bucket=self.bucket_name, Key=self._normalize_name(clean_name(name))
        )
        return ContentFile(answer["Body"].read(), name=name)

    @_told
    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Store an object under this or a free name; return the name."""
        saved: str = super().save(name, content, max_length)
        return saved

    @_told
    def exists(self, name: str) -> bool:
        """Whether the object is there; StoreAway when that cannot be said."""
        try:
            self.connection.meta.client.head_object(
                Bucket=self.bucket_name, Key=self._normalize_name(clean_name(name))
            )
        except ClientError as error:
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") != 404:
                raise
            return False
        return True

    @_told
    def delete(self, name: str) -> None:
        """Delete an object; one that is gone is no error."""
        super().delete(name)

    @_told
    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        folders, files = super().listdir(name)
        return list(folders), list(files)

    @_told
    def get_modified_time(self, name: str) -> Any:
        return super().get_modified_time(name)
