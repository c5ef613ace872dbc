"""The rules of the house that no type checker knows: who may import whom, and what may stand in a template or a script."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = pytest.mark.pure

ROOT = Path(__file__).parent.parent
LONGEST_MODULE = 300  # lines
LONGEST_SHEET = 250
# Lowest first. Parts may import what stands below them; library and notes also each other.
LAYERS = [
    {"texts"},
    {"search"},
    {"people"},
    {"groups"},
    {"library", "notes"},
    {"checking", "coverage", "finding", "review"},
    {"exchange", "live", "notebook"},
    {"account"},
]
MAY_SHARE = {"library", "notes"}
WHOLE_SITE = {"permissions"}  # a package, but no part: every part may import it, and it imports none
OUTSIDE = {
    "bench",
    "postgresql",
    "sqlite",
}  # measures the whole site from outside, as tests do; stands below Django's models
NEEDS_DJANGO = {"models", "apps", "admin", "triggers", "migrations"}

# Where stored HTML, made safe when it was written, is printed as it is; and how often.
PRINTED_AS_IT_IS = {
    "templates/checking/_body.html": 1,
    "templates/groups/group.html": 2,
    "templates/groups/join.html": 1,
    "templates/library/preview.html": 2,
    "templates/library/upload_look.html": 3,
    "templates/notes/_card.html": 1,
    "templates/notes/_feedback.html": 1,
    "templates/notes/_reply.html": 1,
    "templates/notes/_text.html": 1,
    "templates/notes/profile.html": 1,
    "templates/notes/repair.html": 1,
    "templates/notes/repairs.html": 1,
    "templates/review/_desk_bunch.html": 1,
    "templates/review/_desk_note.html": 1,
    "templates/review/_desk_note_told.html": 1,
    "templates/review/_desk_thread.html": 1,
    "templates/review/_desk_told.html": 1,
    "templates/review/assignment.html": 1,
    "templates/review/desk_feedback.html": 2,
    "templates/review/work.html": 1,
}
# Where a string becomes nodes: an answer of this site, made safe by texts.rendering or escaped by templates.
HTML_FROM_STRINGS = {"annotator/notes/static/notes/fragments.js": 1}
# Where a script reads units: offsets.js for the DOM, columns.js for bytes that came as base64.
READS_UNITS = {"annotator/notes/static/notes/columns.js", "annotator/notes/static/notes/offsets.js"}


def files(*patterns: str) -> list[Path]:
    """Files of the program, without migrations and tests."""
    found = [path for pattern in patterns for path in ROOT.glob(pattern)]
    return sorted(path for path in found if "migrations" not in path.parts)


MODULES = files("texts/**/*.py", "annotator/**/*.py")
TEMPLATES = files("templates/**/*.html", "annotator/**/*.html")
SCRIPTS = files("annotator/**/*.js")
SHEETS = files("annotator/**/*.css")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    """Full dotted names of what a module imports, at its top or inside functions; `from a import b` is `a.b`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = dotted(path).rsplit(".", node.level)[0] + "." if node.level else ""
            yield from (f"{base}{node.module or ''}.{alias.name}" for alias in node.names)


def part_of(dotted_name: str) -> str:
    """`texts`, the part of `annotator` such as `notes`, a module of the site such as `permissions`, or nothing of ours."""
    first, *rest = dotted_name.split(".")
    if first == "texts":
        return "texts"
    return rest[0] if first == "annotator" and rest else ""


def rank(part: str) -> int | None:
    return next((number for number, layer in enumerate(LAYERS) if part in layer), None)


def counted(pattern: str, paths: list[Path], clean: bool = False) -> dict[str, int]:
    """How often a pattern stands in each file that has it."""
    found = {name(path): len(re.findall(pattern, code(path) if clean else path.read_text())) for path in paths}
    return {path: count for path, count in found.items() if count}


def code(path: Path) -> str:
    """A script without its comments."""
    return re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", "", path.read_text(), flags=re.DOTALL)


# Who may import whom


def test_every_part_of_the_site_has_its_place_among_the_layers() -> None:
    parts = {path.parent.name for path in ROOT.glob("annotator/*/__init__.py")}
    assert parts
    assert {part for part in parts - OUTSIDE - WHOLE_SITE if rank(part) is None} == set()


def test_dependencies_run_one_way() -> None:
    wrong = []
    for path in MODULES:
        own, commands = part_of(dotted(path)), "management" in path.parts
        for imported in map(part_of, imports(path)):
            mine, theirs = rank(own), rank(imported)
            if imported in OUTSIDE and own != imported and not commands:
                wrong.append(f"{name(path)} imports {imported}")
            if mine is None or theirs is None or own == imported:
                continue
            if theirs > mine or (theirs == mine and not {own, imported} <= MAY_SHARE):
                wrong.append(f"{name(path)} imports {imported}")
    assert wrong == []


def test_texts_know_nothing_of_the_site() -> None:
    wrong = [name(path) for path in files("texts/**/*.py") if any(i.startswith("annotator") for i in imports(path))]
    assert wrong == []


def test_what_texts_are_made_with_knows_no_django() -> None:
    pure = [path for path in files("texts/**/*.py") if path.stem not in NEEDS_DJANGO]
    assert len(pure) > 20
    assert [name(path) for path in pure if any(i.startswith("django") for i in imports(path))] == []


def test_pure_modules_lean_on_no_module_that_needs_django() -> None:
    stateful = tuple(f"texts.{module}" for module in NEEDS_DJANGO)
    pure = [path for path in files("texts/**/*.py") if path.stem not in NEEDS_DJANGO]
    assert [name(path) for path in pure if any(i.startswith(stateful) for i in imports(path))] == []


def test_rights_go_through_the_user_and_know_no_model() -> None:
    imported = [i for path in files("annotator/permissions/*.py") for i in imports(path)]
    site = [i for i in imported if i.split(".")[0] in ("annotator", "texts")]
    assert [i for i in site if not i.startswith("annotator.permissions.")] == []
    assert [i for i in imported if ".models" in i and not i.startswith("django.")] == []


def test_rights_are_taken_from_the_package_and_not_from_its_modules() -> None:
    others = [path for path in [*MODULES, *files("tests/**/*.py")] if path.parent.name != "permissions"]
    inside = tuple(f"annotator.permissions.{path.stem}." for path in files("annotator/permissions/*.py"))
    assert [name(path) for path in others if any(i.startswith(inside) for i in imports(path))] == []


def test_modules_of_the_whole_site_import_no_part_of_it() -> None:
    wrong = [(name(path), i) for path in files("annotator/*.py") for i in imports(path) if rank(part_of(i)) is not None]
    assert wrong == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "services", "service", "misc", "common", "tools"}
    every = [*MODULES, *files("tests/**/*.py"), *SCRIPTS]
    assert [name(path) for path in every if path.stem in empty] == []


def test_only_publishing_makes_revisions() -> None:
    """Every call of `revise`, and everything else that stores a Revision, is in one module; and what brings whole texts."""
    makers = set()
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                on_revisions = "Revision.objects" in ast.unparse(node.func)
                makes = node.func.attr in ("create", "bulk_create", "get_or_create", "update_or_create")
                if node.func.attr in ("revise", "draft_revision") or (on_revisions and makes):
                    makers.add(name(path))
    assert makers == {"annotator/library/publishing.py", "annotator/library/bringing.py", "texts/models.py"}


def test_revise_is_called_by_publish_alone() -> None:
    callers = [
        (name(path), function.name)
        for path in MODULES
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "revise"
    ]
    assert callers == [("annotator/library/publishing.py", "publish")]


def test_nothing_happens_by_signal() -> None:
    signals = ("django.dispatch", "django.db.models.signals", "django.core.signals", "django.contrib.auth.signals")
    assert [name(path) for path in MODULES if any(i.startswith(signals) for i in imports(path))] == []


def test_every_module_is_short_enough_to_be_read_at_once() -> None:
    lengths = {name(path): len(path.read_text().splitlines()) for path in [*MODULES, *SCRIPTS]}
    longer = {path: length for path, length in lengths.items() if length > LONGEST_MODULE}
    assert longer == {}


def test_every_style_sheet_is_short_enough_to_be_read_at_once() -> None:
    lengths = {name(path): len(path.read_text().splitlines()) for path in SHEETS}
    assert len(lengths) > 30
    assert {path: length for path, length in lengths.items() if length > LONGEST_SHEET} == {}


def test_every_style_sheet_closes_what_it_opens() -> None:
    """Joined with others, one brace too many would end the layer of the next."""
    braces = {name(path): Counter(path.read_text()) for path in SHEETS}
    assert [path for path, count in braces.items() if count["{"] != count["}"]] == []


def test_style_sheets_that_are_taken_in_from_a_folder_name_no_files() -> None:
    """An address would be read from where the importing sheet stands."""
    inner = [path for path in SHEETS if path.parents[2].name == "static"]
    assert inner
    assert counted(r"url\(", inner) == {}


# What may stand in a style sheet


def test_no_rule_is_for_a_class_that_nothing_has() -> None:
    """A class stands in a template or a script, whole or as the beginning that a value is put behind."""
    words = "\n".join(path.read_text() for path in [*TEMPLATES, *SCRIPTS, *MODULES])
    known = set(re.findall(r"[\w-]+", words)) | {"htmx-request"}  # htmx itself gives that one
    begun = tuple(begin for begin in set(re.findall(r"([\w-]+-)(?:\{|\$\{)", words)) if len(begin) > 3)
    ruled = {
        (name(path), one)
        for path in SHEETS
        for selectors in re.findall(r"([^{};]+)\{", re.sub(r"(?s)/\*.*?\*/|url\([^)]*\)", "", path.read_text()))
        for one in re.findall(r"\.([a-zA-Z_][\w-]*)", selectors)
    }
    painted = {f"line-{kind}-closed" for kind in ("commenting", "questioning", "editing", "assessing")}  # see sweep.js
    idle = [(path, one) for path, one in sorted(ruled) if not one.startswith(begun) and one not in known | painted]
    assert idle == []


def addresses(resolver: URLResolver) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        elif not pattern.namespace and "allauth" not in str(pattern.urlconf_name):
            yield from addresses(pattern)


def test_every_address_has_a_name_of_its_own() -> None:
    names = Counter(pattern.name for pattern in addresses(get_resolver()))
    assert None not in names
    assert [name for name, count in names.items() if count > 1] == []


# What may stand in a template


def test_html_is_printed_as_it_is_only_where_it_was_made_safe() -> None:
    assert counted(r"\|\s*safe(?:seq)?\b", TEMPLATES) == PRINTED_AS_IT_IS
    assert counted(r"\{%\s*autoescape\s+off", TEMPLATES) == {}


def test_no_python_calls_a_string_safe() -> None:
    words = r"\b(mark_safe|SafeString|SafeText|html_safe|__html__)\b"
    assert counted(words, MODULES) == {}


def test_templates_have_no_inline_script() -> None:
    data = re.compile(r"""\bsrc=|\btype=["']application/(?:ld\+)?json["']""")
    wrong = [
        (name(path), tag)
        for path in TEMPLATES
        for tag in re.findall(r"<script\b[^>]*>", path.read_text(), re.IGNORECASE)
        if not data.search(tag)
    ]
    assert wrong == []


def test_templates_have_no_styles_or_handlers_of_their_own() -> None:
    assert counted(r"(?i)<style\b", TEMPLATES) == {}
    assert counted(r"(?i)\sstyle\s*=", TEMPLATES) == {}
    assert counted(r"(?i)\son[a-z]+\s*=", TEMPLATES) == {}
    assert counted(r"(?i)\bhx-on\b|\bhx-vals=[\"']js:|javascript:", TEMPLATES) == {}


def test_every_form_that_writes_carries_the_token() -> None:
    wrong = [
        (name(path), form[:80])
        for path in TEMPLATES
        for form in re.findall(r"(?is)<form\b.*?(?:</form>|\Z)", path.read_text())
        if re.search(r"""(?i)^<form\b[^>]*method=["']?post""", form) and "csrf_token" not in form
    ]
    assert wrong == []


# What may stand in a script


def test_imports_between_modules_end_with_semicolons() -> None:
    """Django renames only those; without one, a browser would keep an old module for ever."""
    statement = re.compile(r"""^(?:import|export)\b[^;"'`()]*["']\.[^"'\n]*["'](.?)""", re.MULTILINE)
    ends = {name(path): statement.findall(code(path)) for path in SCRIPTS}
    assert sum(map(len, ends.values())) > 30
    assert [path for path, found in ends.items() if set(found) - {";"}] == []


def test_scripts_make_no_code_of_strings() -> None:
    assert counted(r"\beval\s*\(|\bnew\s+Function\b|\bset(?:Timeout|Interval)\(\s*[\"'`]", SCRIPTS, clean=True) == {}


def test_scripts_make_html_of_strings_in_one_place() -> None:
    sinks = r"\binnerHTML\b|\bouterHTML\b|\binsertAdjacentHTML\b|\bdocument\.write|\bsrcdoc\b|\bset(?:HTMLUnsafe|HTML)\b|\bDOMParser\b"
    assert counted(sinks, SCRIPTS, clean=True) == {}
    assert counted(r"\bcreateContextualFragment\b", SCRIPTS, clean=True) == HTML_FROM_STRINGS


def test_utf16_units_are_known_to_one_script() -> None:
    units = r"\b(?:codePointAt|charCodeAt|fromCodePoint|fromCharCode|isWellFormed)\b|\\u[dD][89a-fA-F]|surrogate"
    assert set(counted(units, SCRIPTS, clean=True)) == READS_UNITS
    assert counted(r"\.data\.length\b|\.nodeValue\b|\.substr\w*\(", SCRIPTS, clean=True) == {}


def test_python_counts_code_points_and_never_units() -> None:
    assert counted(r"utf-?_?16", [path for path in MODULES if path.stem != "decoding"]) == {}
