"""Checks of the module's files that need neither Odoo nor a database.

* every XML file is well-formed, and a data file is what Odoo's loader accepts;
* the manifest names each data file once, and each is known to git;
* each file of static/src belongs to an asset bundle;
* no module imports the bare `_`, which guesses the language: `self.env._` knows it
  (pylint-odoo's own rule also refuses `_lt` for constants, so it is off);
* tests/__init__.py imports each test module, since Odoo's own runner loads no other;
* translations are complete and keep their placeholders;
* files over 450 lines are reported (no failure: a split needs a reason of its own).
"""

import ast
import fnmatch
import glob
import re
import subprocess
import sys
from pathlib import Path

import translations
from lxml import etree

MODULE = "estate_service"
DATA_FOLDERS = ("security", "data", "demo", "views", "reports", "wizards")
LONG_FILE = 450


def listed_files():
    """Files of the work tree that git tracks or would track."""
    run = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in run.stdout.splitlines() if Path(name).is_file()]


def tracked_files():
    run = subprocess.run(
        ["git", "ls-files"], capture_output=True, text=True, check=True
    )
    return set(run.stdout.splitlines())


def check_xml(files, manifest_files):
    """Well-formedness, and Odoo's own grammar for data files."""
    grammar_path = next(Path(".odoo").glob("odoo/usr/**/odoo/import_xml.rng"), None)
    grammar = grammar_path and etree.RelaxNG(etree.parse(str(grammar_path)))
    for name in files:
        if not name.endswith(".xml"):
            continue
        try:
            tree = etree.parse(name)
        except etree.XMLSyntaxError as error:
            yield f"{name}: {error}"
            continue
        if grammar is not None and name in manifest_files and not grammar(tree):
            for error in list(grammar.error_log)[:3]:
                yield f"{name}:{error.line}: {error.message}"


def check_manifest(files, manifest_files):
    tracked = tracked_files()
    for name in sorted(manifest_files):
        if not Path(name).is_file():
            yield f"__manifest__.py: {name} does not exist"
        elif name not in tracked:
            yield f"__manifest__.py: {name} is not yet added to git"
    for name in files:
        is_data = name.endswith((".xml", ".csv")) and name.startswith(
            tuple(f"{folder}/" for folder in DATA_FOLDERS)
        )
        if is_data and name not in manifest_files:
            yield f"{name}: not in the manifest"


def check_assets(files, manifest):
    patterns = [
        entry if isinstance(entry, str) else entry[-1]
        for entries in manifest.get("assets", {}).values()
        for entry in entries
    ]
    bundled = {
        name
        for pattern in patterns
        for name in glob.glob(pattern.removeprefix(f"{MODULE}/"), recursive=True)
    }
    for name in files:
        if name.startswith(("static/src/", "static/tests/")) and name.endswith(
            (".js", ".xml", ".css", ".scss")
        ):
            if name not in bundled:
                yield f"{name}: in no asset bundle of the manifest"


def imported_tests():
    """(room, module) pairs that tests/__init__.py imports."""
    tree = ast.parse(Path("tests/__init__.py").read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            for alias in node.names:
                yield (node.module or "", alias.name)


def check_tests(files):
    imported = list(imported_tests())
    names = [name for _room, name in imported]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"tests/__init__.py: two test modules are called {name}"
    for name in files:
        path = Path(name)
        if not fnmatch.fnmatch(name, "tests/*test_*.py") or name.startswith(
            ("tests/engine/", "tests/repo/")
        ):
            continue
        room = ".".join(path.parent.parts[1:])
        if path.name.startswith("test_") and (room, path.stem) not in imported:
            yield f"{name}: not imported in tests/__init__.py"


def check_gettext(files):
    for name in files:
        if not name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(Path(name).read_text(), name)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                "odoo"
            ):
                if any(alias.name == "_" for alias in node.names):
                    yield f"{name}:{node.lineno}: use self.env._ instead of _"


def long_files(files):
    for name in files:
        if re.search(r"\.(py|js|xml|scss)$", name):
            lines = len(Path(name).read_text().splitlines())
            if lines > LONG_FILE:
                yield f"{name} has {lines} lines"


def main():
    files = listed_files()
    manifest = ast.literal_eval(Path("__manifest__.py").read_text())
    manifest_files = set(manifest.get("data", []) + manifest.get("demo", []))
    for line in long_files(files):
        print(f"note: {line}: a split by meaning?")
    problems = [
        *check_xml(files, manifest_files),
        *check_manifest(files, manifest_files),
        *check_assets(files, manifest),
        *check_tests(files),
        *check_gettext(files),
        *translations.check_po(),
    ]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
