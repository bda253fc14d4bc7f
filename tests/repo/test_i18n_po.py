"""The Chinese texts are whole: nothing is empty, nothing is missing, nothing breaks."""

import ast
import importlib.util
import re

import polib
import pytest
from lxml import etree

PYTHON_FOLDERS = ("models", "wizards", "controllers", "reports")
LAZY = {"_", "_lt"}
# Attributes that core exports from a view as terms of their own.
SHOWN = ("string", "placeholder", "confirm", "confirm-label", "confirm-title")
JAVASCRIPT = re.compile(r"\b_t\(\s*\"((?:[^\"\\]|\\.)*)\"")


@pytest.fixture
def translations(root, monkeypatch):
    """The tool of ``./dev i18n``, which reads the files of the folder it runs in."""
    spec = importlib.util.spec_from_file_location(
        "translations", root / "tools" / "translations.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.chdir(root)
    return module


@pytest.fixture(scope="module")
def template(root):
    return polib.pofile(str(root / "i18n" / "estate_service.pot"))


@pytest.fixture(scope="module")
def chinese(root):
    return polib.pofile(str(root / "i18n" / "zh_CN.po"))


def _words(text):
    return " ".join(text.split())


def _python_terms(path):
    """Literals that Python marks for translation, and labels and helps of fields."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", None))
        literals = node.args[:1] if name in LAZY else []
        if _is_field(node.func):
            literals = [
                keyword.value
                for keyword in node.keywords
                if keyword.arg in ("string", "help")
            ]
        for literal in literals:
            if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
                yield literal.value


def _is_field(function):
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "fields"
    )


def _view_terms(path):
    for node in etree.parse(str(path)).iter(etree.Element):
        for name in SHOWN:
            if text := node.get(name):
                yield text


def _source_terms(root):
    for folder in PYTHON_FOLDERS:
        for path in (root / folder).rglob("*.py"):
            for term in _python_terms(path):
                yield path, term
    for folder in ("views", "wizards", "reports"):
        for path in (root / folder).rglob("*.xml"):
            for term in _view_terms(path):
                yield path, term
    for path in (root / "static" / "src").rglob("*.js"):
        for term in JAVASCRIPT.findall(path.read_text()):
            yield path, term


def test_no_text_is_empty_fuzzy_or_without_its_placeholders(translations):
    assert not list(translations.check_po())


def test_chinese_covers_every_term(template, chinese):
    have = {entry.msgid for entry in chinese if entry.msgstr}
    assert not [entry.msgid for entry in template if entry.msgid not in have]


def test_chinese_has_no_term_that_is_gone(template, chinese):
    known = {entry.msgid for entry in template}
    assert not [entry.msgid for entry in chinese if entry.msgid not in known]


def test_every_string_of_the_source_is_a_term(root, template):
    """A cheap look at what an export would find; ``./dev i18n`` is the whole one."""
    terms = {_words(entry.msgid) for entry in template}
    inside = "\n".join(terms)
    missing = {
        f"{path.relative_to(root)}: {term!r}"
        for path, term in _source_terms(root)
        if re.search("[A-Za-z]", term) and _words(term) not in inside
    }
    assert not missing, "run ./dev i18n:\n" + "\n".join(sorted(missing))


def test_markup_of_a_term_is_kept(chinese):
    """A view with broken markup in one language cannot be opened in it."""
    broken = []
    for entry in chinese:
        if "<" in entry.msgid and any("arch_db" in o for o, _ in entry.occurrences):
            before, after = (
                etree.fromstring(f"<t>{text}</t>")
                for text in (entry.msgid, entry.msgstr)
            )
            if [node.tag for node in before.iter()] != [n.tag for n in after.iter()]:
                broken.append(entry.msgid)
    assert not broken
