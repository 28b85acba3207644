"""The mutants of a module: every change of one step that its tests should notice."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from types import CodeType

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
OTHER_WAY = {"any": "all", "all": "any", "min": "max", "max": "min", "ceil": "floor", "floor": "ceil"}
SYMMETRIC = frozenset({"min", "max"})
"""Their arguments may be swapped without effect."""
TRIMMING = frozenset({"strip", "upper", "lower", "normalize"})

Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Mutant:
    """One change: where it is, the changed line before and after, and the module's code with it."""

    module: str
    function: str
    was: str
    now: str
    code: CodeType = field(compare=False, repr=False)
    swappable: bool = False
    """Whether the change stays inside a function, whose code can be exchanged once it is loaded."""

    @property
    def key(self) -> Key:
        """What tests/mutants.toml knows it by: no line numbers, which move."""
        return self.module, self.function, self.was, self.now

    @property
    def words(self) -> str:
        """Where it is and what was changed, for people."""
        return f"{self.module} · {self.function}\n  - {self.was}\n  + {self.now}"


def other_constant(value: object) -> Iterator[ast.expr]:
    """Yield another value of the same kind: a text loses its words, a number in a text counts on."""
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
    elif isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?", value):
        yield ast.Constant(value[:-1] + str((int(value[-1]) + 1) % 10))
    elif isinstance(value, str):
        yield ast.Constant("" if value else "mutant")


def other_call(node: ast.Call) -> Iterator[ast.expr]:
    """Yield the call of another function, with swapped arguments or one keyword less."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in OTHER_WAY:
        yield ast.Call(ast.Name(OTHER_WAY[name], ast.Load()), node.args, node.keywords)
    if name == "sorted":
        yield ast.Call(ast.Name("list", ast.Load()), node.args, [])
    if isinstance(node.func, ast.Attribute) and node.func.attr in TRIMMING:
        yield node.func.value
    for place, pair in enumerate(pairwise(node.args)):
        if name not in SYMMETRIC and not any(isinstance(each, ast.Starred) for each in pair):
            swapped = [*node.args[:place], *reversed(pair), *node.args[place + 2 :]]
            yield ast.Call(node.func, swapped, node.keywords)
    for keyword in node.keywords:
        yield ast.Call(node.func, node.args, [each for each in node.keywords if each is not keyword])


def other_expression(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the expressions that may stand in an expression's place."""
    match node:
        case ast.Constant():
            yield from other_constant(node.value)
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                for other in COMPARED[type(operator)]:
                    operators = [*node.ops[:place], other(), *node.ops[place + 1 :]]
                    yield ast.Compare(node.left, operators, node.comparators)
        case ast.BinOp() if type(node.op) in COMPUTED:
            yield ast.BinOp(node.left, COMPUTED[type(node.op)](), node.right)
        case ast.BoolOp():
            yield ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.Slice():
            yield from (ast.Slice(None, node.upper, node.step),) if node.lower else ()
            yield from (ast.Slice(node.lower, None, node.step),) if node.upper else ()
        case ast.Call():
            yield from other_call(node)


def other_statement(node: ast.stmt) -> Iterator[ast.stmt]:
    """Yield the statements that may stand in a statement's place."""
    match node:
        case ast.Return() if node.value and ast.unparse(node.value) != "None":
            yield ast.Return(ast.Constant(None))
        case ast.Raise() | ast.Expr() | ast.Continue():
            yield ast.Pass()
        case ast.Break():
            yield ast.Continue()
        case ast.AugAssign():
            yield ast.Pass()
            yield ast.Assign([node.target], node.value)
            if type(node.op) in COMPUTED:
                yield ast.AugAssign(node.target, COMPUTED[type(node.op)](), node.value)


def places(node: ast.AST) -> Iterator[tuple[list[object] | ast.AST, int | str, ast.AST]]:
    """Yield a node's children with where each is kept; neither annotations nor decorators are rules."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "bases", "type_comment"}:
            continue
        if isinstance(value, list):
            yield from ((value, place, each) for place, each in enumerate(value) if isinstance(each, ast.AST))
        elif isinstance(value, ast.AST):
            yield node, name, value


def others(node: ast.AST, parent: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in a node's place."""
    if isinstance(node, ast.stmt):
        yield from other_statement(node)
    elif isinstance(node, ast.expr):
        yield from other_expression(node)
        asked = isinstance(parent, ast.If | ast.IfExp | ast.While) and parent.test is node
        if asked and not isinstance(node, ast.Compare | ast.UnaryOp | ast.Constant):
            yield ast.UnaryOp(ast.Not(), node)


def is_text_only(node: ast.AST) -> bool:
    """Say whether a node is a docstring, an import or a list of names."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    names = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    return names or isinstance(node, ast.Import | ast.ImportFrom)


def is_plain_function(node: ast.AST) -> bool:
    """Say whether a node is a function that is kept as it is written, or as a property."""
    if not isinstance(node, ast.FunctionDef) or "super()" in ast.unparse(node):
        return False
    return [ast.unparse(each) for each in node.decorator_list] in ([], ["property"])


def changed_line(before: str, after: str) -> tuple[str, str]:
    """Return the one line that differs, before and after; of a long one what is around the difference."""
    lines = zip(before.splitlines(), after.splitlines(), strict=False)
    was, now = next((a.strip(), b.strip()) for a, b in lines if a != b)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False)))
    start = max(0, alike - 60)

    def around(text: str) -> str:
        end = start + 120
        return f"{'…' if start else ''}{text[start:end]}{'…' if len(text) > end else ''}"

    return around(was), around(now)


def mutants_of(source: str, module: str) -> Iterator[Mutant]:
    """Yield every mutant of a module's source."""
    tree = ast.parse(source)
    whole = ast.unparse(tree)

    def walk(node: ast.AST, function: str, swappable: bool) -> Iterator[Mutant]:
        for keeper, place, child in places(node):
            if is_text_only(child):
                continue
            for other in others(child, node):
                put(keeper, place, ast.fix_missing_locations(ast.copy_location(other, child)))
                text = ast.unparse(tree)
                if text != whole:
                    lines, code = changed_line(whole, text), compile(text, module, "exec")
                    yield Mutant(module, function, *lines, code, swappable)
                put(keeper, place, child)
            named = isinstance(child, ast.FunctionDef | ast.ClassDef)
            name = f"{function}.{child.name}".lstrip(".") if named else function
            yield from walk(child, name, swappable or is_plain_function(child))

    yield from walk(tree, "", False)


def put(keeper: list[object] | ast.AST, place: int | str, node: ast.AST) -> None:
    """Put a node where another one stood."""
    if isinstance(keeper, list):
        keeper[place] = node  # type: ignore[index]
    else:
        setattr(keeper, place, node)  # type: ignore[arg-type]
