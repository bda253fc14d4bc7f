"""Tests about the repository: they need git and Python's packaging tools, no Odoo.

The folder has no ``__init__.py``, so that pytest does not import the repository root,
which is an Odoo module.
"""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def root():
    return Path(__file__).parents[2]
