"""A commit is judged by the same tools as the tests, from Python's own index."""

import re

import pytest


@pytest.fixture
def config(root):
    return (root / ".pre-commit-config.yaml").read_text()


def test_every_hook_is_local(config):
    """Nothing is named by its host: what a hook needs comes from the package index."""
    assert set(re.findall(r"repo: *(\S+)", config)) == {"local"}


def test_hooks_have_the_versions_of_the_tests(root, config):
    needs = re.findall(r"([\w-]+)==([\d.]+)", config)
    lines = (root / "requirements" / "test.txt").read_text().splitlines()
    pinned = dict(line.split("==") for line in lines if "==" in line)
    assert {"pylint-odoo", "oca-odoo-pre-commit-hooks", "ruff"} <= dict(needs).keys()
    assert not {
        (name, version)
        for name, version in needs
        if pinned.get(name, version) != version
    }
