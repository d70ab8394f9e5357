"""Mutants: small changes of one function each, made by mutmut's operators, put in place in memory.

mutmut itself leaves decorated functions alone, and every KPI is one. Here a mutant is the changed
code of a function, put under whatever decorators hold it by exchanging the function's ``__code__``,
so that files and decorators stay as they are. What runs when a module is imported (constants,
arguments of decorators, the labels and units of KPIs) isn't mutated, nor is the ``strict=`` of a
zip.
"""

from __future__ import annotations

import ast
import gc
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from textwrap import indent
from types import FunctionType
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.configuration import config
from mutmut.mutation.file_mutation import (
    MutationVisitor,
    deep_replace,
    mutation_operators,
)
from mutmut.mutation.pragma_handling import get_ignored_lines

Live = dict[tuple[str, str], list[FunctionType]]
"""Functions of this process by (absolute path, qualified name)."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one function. ``first_line`` to ``last_line`` is what was changed, and
    ``text`` the changed function, inside its class if it is a method."""

    path: str
    function: str
    first_line: int
    last_line: int
    function_lines: range
    was: str
    becomes: str
    text: str

    @property
    def key(self) -> str:
        """Short name that stays while the function's text does."""
        made_of = f"{self.path} {self.function} {self.text}"
        return hashlib.sha256(made_of.encode()).hexdigest()[:12]

    @property
    def change(self) -> str:
        """Where, and what became what, in one line."""
        return f"{self.path}:{self.first_line} {self.function}: {self.was}  ->  {self.becomes}"


class _Visitor(MutationVisitor):
    """mutmut's visitor, which also enters decorated functions and remembers lines."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.spans: dict[int, tuple[int, int]] = {}

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Arg) and _is_strict(node):
            return True
        if isinstance(node, cst.FunctionDef) and node.decorators:
            return super()._skip_node_and_children(cst.Pass())
        return bool(super()._skip_node_and_children(node))

    def _create_mutations(self, node: cst.CSTNode) -> None:
        place = self.get_metadata(PositionProvider, node, None)
        if place is not None:
            self.spans[id(node)] = (place.start.line, place.end.line)
        super()._create_mutations(node)


def paths() -> list[str]:
    """The files to mutate, as [tool.mutmut] in pyproject.toml has them, sorted."""
    settings = config()
    files = sorted(str(path) for folder in settings.source_paths for path in folder.rglob("*.py"))
    return [path for path in files if any(fnmatch(path, glob) for glob in settings.only_mutate)]


def mutants(path: str) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its text."""
    source = Path(path).read_text()
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = _Visitor(mutation_operators, get_ignored_lines(path, source, wrapper))
    module = wrapper.visit(visitor)
    classes = {
        id(method): statement.name.value
        for statement in module.body
        if isinstance(statement, cst.ClassDef)
        for method in statement.body.body
    }
    lines = {
        f"{around}{function.name}": range(function.lineno, (function.end_lineno or 0) + 1)
        for around, function in _functions(ast.parse(source))
    }
    for mutation in visitor.mutations:
        function = mutation.contained_by_top_level_function
        if not isinstance(function, cst.FunctionDef):
            continue
        original, mutated = mutation.original_node, mutation.mutated_node
        if _differ_in_strict_alone(original, mutated):
            continue
        changed = deep_replace(function, original, mutated)
        text = module.code_for_node(changed.with_changes(decorators=(), leading_lines=()))
        name = function.name.value
        if id(function) in classes:
            name = f"{classes[id(function)]}.{name}"
            text = f"class {classes[id(function)]}:\n" + indent(text, "    ")
        first, last = visitor.spans.get(id(original), (lines[name][0], lines[name][-1]))
        yield Mutant(
            path, name, first, last, lines[name],
            _shown(module, original), _shown(module, mutated), text,
        )  # fmt: skip


def live_functions() -> Live:
    """The functions that exist now, wherever they are held: in modules, decorators, registries."""
    live: Live = {}
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType):
            code = thing.__code__
            live.setdefault((code.co_filename, code.co_qualname), []).append(thing)
    return live


def put_in_place(mutant: Mutant, live: Live) -> None:
    """Change the functions of this process; LookupError if there are none."""
    path = str(Path(mutant.path).resolve())
    functions = live.get((path, mutant.function))
    if not functions:
        raise LookupError(f"nothing has imported {mutant.function} of {mutant.path}")
    text = "from __future__ import annotations\n" + mutant.text
    namespace = dict(functions[0].__globals__)
    exec(compile(text, path, "exec", dont_inherit=True), namespace)
    first, _, rest = mutant.function.partition(".")
    changed = vars(namespace[first])[rest] if rest else namespace[first]
    for function in functions:
        function.__code__ = changed.__code__
        function.__defaults__ = changed.__defaults__
        function.__kwdefaults__ = changed.__kwdefaults__


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            yield "", statement
        elif isinstance(statement, ast.ClassDef):
            for inner in statement.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{statement.name}.", inner


def _is_strict(argument: cst.Arg) -> bool:
    return argument.keyword is not None and argument.keyword.value == "strict"


def _differ_in_strict_alone(one: cst.CSTNode, other: cst.CSTNode) -> bool:
    # zip's strict= checks what is so anyway
    if not (isinstance(one, cst.Call) and isinstance(other, cst.Call)):
        return False
    kept, left = ([a for a in call.args if not _is_strict(a)] for call in (one, other))
    return one.args != other.args and kept == left


def _shown(module: cst.Module, node: cst.CSTNode) -> str:
    return " ".join(module.code_for_node(node).split())
