"""Lets the engine's tests run where no Odoo is installed.

The repository root is itself the Odoo module, so importing it as a package would ask
for Odoo. This folder therefore has no ``__init__.py`` (pytest then treats its files
as plain modules) and finds ``engine`` as a top-level package.
"""

import sys
from pathlib import Path

from hypothesis import settings

_ROOT = str(Path(__file__).parents[2])
if _ROOT not in sys.path:
    sys.path.append(_ROOT)

# The same examples on every run: a test that fails today fails tomorrow as well.
settings.register_profile("engine", derandomize=True, deadline=None)
settings.load_profile("engine")
