"""Whoever takes all rights says why, where he takes them (design §2.12)."""

import ast

FOLDERS = ("models", "wizards", "controllers", "reports")


def _taken(tree):
    """Yield the line of each ``sudo()`` with the innermost statement around it."""
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "sudo"
        ):
            line = node.func.end_lineno
            yield (
                line,
                max(
                    (one for one in statements if one.lineno <= line <= one.end_lineno),
                    key=lambda one: (one.lineno, -one.end_lineno),
                ),
            )


def _has_reason(lines, line, statement):
    """A comment in the statement up to this line, or directly above it."""
    above = lines[max(statement.lineno - 2, 0)]
    within = lines[statement.lineno - 1 : line]
    return above.lstrip().startswith("#") or any("#" in one for one in within)


def test_every_sudo_has_its_reason(root):
    bare = []
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            text = path.read_text()
            lines = text.split("\n")
            bare += [
                f"{path.relative_to(root)}:{line}: {lines[line - 1].strip()}"
                for line, statement in _taken(ast.parse(text))
                if not _has_reason(lines, line, statement)
            ]
    assert not bare, "say above why all rights are needed:\n" + "\n".join(bare)
