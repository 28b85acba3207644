"""A room as a drawing: two walls, the floor, the ceiling lifted off, each part drawn by its method.

Plain polygons in the units of an SVG's viewBox; texture and word say the method, colour only repeats it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apps.plans.enums import Method, SpaceKind, Surface
from apps.plans.rules import SpaceInput

Point = tuple[float, float]
WIDTH, HEIGHT = 340, 300
LABELS_AT = 238
"""Left edge of the column of labels."""

_RIGHT: Point = (86, 43)
_LEFT: Point = (-86, 43)
_UP: Point = (0, -100)
_CORNER: Point = (112, 200)
_CEILING: Point = (112, 24)
_LINES = {Method.PREFAB: (3, 2), Method.DRY: (1, 6), Method.WET: (7, 5), Method.KEPT: (0, 0)}
"""Lines of a texture along and across a whole face: large panels, boards, small tiles, nothing."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A polygon of a method; a fixture has none."""

    points: str
    method: str = ""
    texture: str = ""
    """Its lines as the data of a path."""


@dataclass(frozen=True, slots=True)
class Label:
    """A surface's name and method beside the drawing, and the line that leads to it."""

    surface: Surface
    methods: tuple[str, ...]
    changed: bool
    top: int
    aim: tuple[int, int]
    """The point of the drawing that it speaks of."""

    @property
    def text(self) -> str:
        """墙面装配式."""
        return f"{self.surface.label}{'、'.join(self.methods)}"

    @property
    def rows(self) -> tuple[tuple[int, str], ...]:
        """Each method with the height it is written at."""
        return tuple((self.top + 21 + 20 * place, each) for place, each in enumerate(self.methods))

    @property
    def mark_at(self) -> int:
        """The height at which 这次改的 stands."""
        return self.top + 21 + 20 * len(self.methods)

    @property
    def leader(self) -> str:
        """The line from the surface to the name, as the data of a path."""
        return _path(((self.aim[0], self.aim[1]), (LABELS_AT - 6, self.top - 5)))


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything an SVG of a room holds, back to front."""

    pieces: tuple[Piece, ...]
    fixtures: tuple[Piece, ...]
    ceiling: tuple[Piece, ...]
    labels: tuple[Label, ...]

    @property
    def words(self) -> str:
        """The drawing in words, for whoever does not see it."""
        return "；".join(label.text for label in self.labels)


@dataclass(frozen=True, slots=True)
class _Face:
    """A parallelogram: a corner and its two sides."""

    corner: Point
    along: Point
    across: Point

    def at(self, u: float, v: float) -> Point:
        """Return the point at shares of both sides."""
        return (
            round(self.corner[0] + u * self.along[0] + v * self.across[0], 1),
            round(self.corner[1] + u * self.along[1] + v * self.across[1], 1),
        )

    def strip(self, start: float, end: float) -> str:
        """Return the part between two shares of the first side."""
        return _points(self.at(start, 0), self.at(end, 0), self.at(end, 1), self.at(start, 1))

    def texture(self, method: Method, start: float, end: float) -> str:
        """Return the lines of a method on a part of it, as the data of a path."""
        along, across = _LINES[method]
        steps = (place / (along + 1) for place in range(1, along + 1))
        lines = [(self.at(u, 0), self.at(u, 1)) for u in steps if start < u < end]
        rows = (place / (across + 1) for place in range(1, across + 1))
        return _path(*lines, *((self.at(start, v), self.at(end, v)) for v in rows))


_RIGHT_WALL = _Face(_CORNER, _RIGHT, _UP)
_LEFT_WALL = _Face((_CORNER[0] + _LEFT[0], _CORNER[1] + _LEFT[1]), (-_LEFT[0], -_LEFT[1]), _UP)
_FACES: dict[Surface, tuple[_Face, ...]] = {
    Surface.WALL: (_LEFT_WALL, _RIGHT_WALL),
    Surface.FLOOR: (_Face(_CORNER, _RIGHT, _LEFT),),
    Surface.CEILING: (_Face(_CEILING, _RIGHT, _LEFT),),
}
_AIM: dict[Surface, tuple[int, int]] = {
    Surface.CEILING: (150, 70),
    Surface.WALL: (176, 180),
    Surface.FLOOR: (140, 262),
}
_TOP = {Surface.CEILING: 40, Surface.WALL: 130, Surface.FLOOR: 222}
_ORDER = (Surface.CEILING, Surface.WALL, Surface.FLOOR)


def drawing_of(space: SpaceInput, changed: Iterable[Surface] = ()) -> Drawing:
    """Return the drawing of a space; ``changed`` surfaces are marked."""
    marked = set(changed)
    return Drawing(
        pieces=(*_pieces(space, Surface.FLOOR), *_pieces(space, Surface.WALL)),
        fixtures=tuple(_fixtures(space.kind)),
        ceiling=tuple(_pieces(space, Surface.CEILING)),
        labels=tuple(_label(space, each, each in marked) for each in _ORDER if space.parts_of(each)),
    )


def _shares(space: SpaceInput, surface: Surface) -> list[tuple[Method, float, float]]:
    """Return methods of a surface with the shares they begin and end at; by area where all are known."""
    parts = [part for part in space.parts_of(surface) if part.method is not None]
    areas = [float(part.area or 0) for part in parts]
    whole = sum(areas)
    if not all(areas) or not whole:
        areas, whole = [1.0] * len(parts), float(len(parts) or 1)
    found, start = [], 0.0
    for part, area in zip(parts, areas, strict=True):
        found.append((Method(part.method or Method.KEPT), start, start + area / whole))
        start += area / whole
    return found


def _pieces(space: SpaceInput, surface: Surface) -> Iterator[Piece]:
    faces = _FACES[surface]
    for method, start, end in _shares(space, surface):
        for place, face in enumerate(faces):
            # The walls are one surface that runs on round the corner.
            first, last = (min(1.0, max(0.0, share * len(faces) - place)) for share in (start, end))
            if last - first > 0.001:
                yield Piece(face.strip(first, last), method.value, face.texture(method, first, last))


def _label(space: SpaceInput, surface: Surface, changed: bool) -> Label:
    methods = [part.method for part in space.parts_of(surface) if part.method is not None]
    words = tuple(dict.fromkeys(method.short for method in methods))
    return Label(surface, words, changed, _TOP[surface], _AIM[surface])


def _fixtures(kind: SpaceKind) -> Iterator[Piece]:
    """Yield what tells the rooms apart: worktops round the corner, or basin and toilet."""
    if kind == SpaceKind.KITCHEN:
        yield from _box((0.0, 0.24), (0.0, 0.98), 0.32)
        yield from _box((0.24, 0.98), (0.0, 0.24), 0.32)
    else:
        yield from _box((0.12, 0.4), (0.05, 0.3), 0.42)
        yield from _box((0.05, 0.3), (0.55, 0.85), 0.26)


def _box(right: tuple[float, float], left: tuple[float, float], height: float) -> Iterator[Piece]:
    def at(u: float, v: float, h: float) -> Point:
        return (
            round(_CORNER[0] + u * _RIGHT[0] + v * _LEFT[0] + h * _UP[0], 1),
            round(_CORNER[1] + u * _RIGHT[1] + v * _LEFT[1] + h * _UP[1], 1),
        )

    (u0, u1), (v0, v1) = right, left
    yield Piece(_points(at(u0, v1, 0), at(u1, v1, 0), at(u1, v1, height), at(u0, v1, height)))
    yield Piece(_points(at(u1, v0, 0), at(u1, v1, 0), at(u1, v1, height), at(u1, v0, height)))
    yield Piece(_points(at(u0, v0, height), at(u1, v0, height), at(u1, v1, height), at(u0, v1, height)))


def _points(*corners: Point) -> str:
    return " ".join(f"{x},{y}" for x, y in corners)


def _path(*lines: tuple[Point, Point]) -> str:
    return " ".join(f"M{start[0]},{start[1]} L{end[0]},{end[1]}" for start, end in lines)
