"""The shape of a backup: what its manifest says, and how two states of a database are compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

FORMAT = 1
MANIFEST, MAC = "manifest.json", "manifest.seal"
FILES, FILE_LIST = "files", "files.txt"


class BadArchive(ValueError):
    """The archive is damaged, incomplete, or of another kind; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: how many rows, and a digest of all of them that does not depend on their order."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared before and after: every table, and the ends of the audit record."""

    tables: Mapping[str, Table]
    audit_chains: str
    """SHA-256 over the head of every chain."""
    last_digest: str
    """Day and digest of the last digested day; '' before the first."""
    migrations: tuple[str, ...]
    """``app.name``, in the order of application."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the archive, and how to tell that it is still the same."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything an archive says of itself. It names no person and no file by its name."""

    made_at: str
    version: str
    vendor: str
    schema: str
    database: Part
    files: Part
    file_count: int
    file_bytes: int
    gone: tuple[str, ...]
    """Parked uploads that were discarded between the database's snapshot and the copying."""
    damaged: tuple[str, ...]
    """Files that were missing or changed in the store already."""
    backup_key: str
    """Check value of the key that encrypted the database's part; '' when none did."""
    keys: Mapping[str, str]
    """Key version -> check value: tells whether a key is the one, and nothing of the key."""
    facts: Facts
    format: int = FORMAT
    note: str = field(default="caseflow backup")

    @property
    def encrypted(self) -> bool:
        """Whether the database's part needs the backup key."""
        return self.backup_key != ""


def dump(manifest: Manifest) -> bytes:
    """Return the manifest as it is written and authenticated."""
    return json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True).encode()


def load(text: bytes) -> Manifest:
    """Read a manifest; raise :class:`BadArchive` if it is none of this format."""
    try:
        raw: dict[str, Any] = json.loads(text)
        if raw["format"] != FORMAT:
            raise BadArchive(f"归档格式 {raw['format']} 不是本版本能读的格式 {FORMAT}")
        facts = raw.pop("facts")
        tables = {name: Table(**table) for name, table in facts.pop("tables").items()}
        return Manifest(
            **{
                **raw,
                "database": Part(**raw["database"]),
                "files": Part(**raw["files"]),
                "gone": tuple(raw["gone"]),
                "damaged": tuple(raw["damaged"]),
                "facts": Facts(**{**facts, "tables": tables, "migrations": tuple(facts["migrations"])}),
            }
        )
    # Any other shape of JSON ends in one of these: it is no manifest of ours.
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadArchive("归档清单无法读取") from error


def differences(expected: Facts, found: Facts) -> Iterator[str]:
    """Yield every difference between two states, in words."""
    for name in sorted({*expected.tables, *found.tables}):
        wanted, there = expected.tables.get(name), found.tables.get(name)
        if wanted is None or there is None:
            yield f"表 {name}：{'归档中没有' if wanted is None else '没有恢复出来'}"
        elif wanted.rows != there.rows:
            yield f"表 {name}：应有 {wanted.rows} 行，现有 {there.rows} 行"
        elif wanted.digest != there.digest:
            yield f"表 {name}：行数相同而内容不同"
    if expected.audit_chains != found.audit_chains:
        yield "审计链的链头与归档时不同"
    if expected.last_digest != found.last_digest:
        yield f"最近的日封存与归档时不同：应为 {expected.last_digest}，现为 {found.last_digest}"
    if expected.migrations != found.migrations:
        yield "数据库结构的版本与归档时不同"


@dataclass(frozen=True, slots=True)
class Listed:
    """One stored file as ``files.txt`` lists it."""

    name: str
    size: int
    sha256: str

    def line(self) -> str:
        """Return digest, size and name; the name comes last, because it may hold blanks."""
        return f"{self.sha256} {self.size} {self.name}\n"


def listed(text: str) -> Iterator[Listed]:
    """Read ``files.txt``; raise :class:`BadArchive` at a line that could lead out of the folder."""
    for line in text.splitlines():
        digest, _, rest = line.partition(" ")
        size, _, name = rest.partition(" ")
        steps = name.split("/")
        if len(digest) != 64 or not size.isdigit() or "\\" in name or {"", ".", ".."} & set(steps):
            raise BadArchive(f"文件清单中有无法识别的一行：{line[:80]!r}")
        yield Listed(name, int(size), digest)


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a part or file, as hex."""
    return sha256(content).hexdigest()
