"""Plugin of pytest: what Odoo has cached is kept from one test to the next.

Odoo empties all caches after each test and each class, since what a test changes is
rolled back. Views, rights and compiled papers are then made anew a thousand times.
A cache that nobody has cleared meanwhile knows of no change, as in a server that goes
on after a rollback: it is kept. One that was cleared is put back as it was before.

What one test has cached, with all rights perhaps, the next one finds: a right missing
behind it could pass. With ``--cold`` nothing is kept, as in Odoo's own runner.
"""

from unittest import mock

import pytest

from odoo.tests.common import TransactionCase
from odoo.tools.lru import LRU

_cleared = set()
"""The caches that were cleared since the last look, by their identity."""


def _caches(registry):
    return registry._Registry__caches


def _contents(registry):
    return {name: dict(cache._values) for name, cache in _caches(registry).items()}


def _cleared_names(registry):
    names = {name for name, cache in _caches(registry).items() if id(cache) in _cleared}
    _cleared.clear()
    return names


def _put_back(registry, contents):
    for name, cache in _caches(registry).items():
        cache.clear()
        # Entry by entry would take longer than many a test.
        cache._values.update(contents[name])
        cache._ordering.update(dict.fromkeys(contents[name]))
    _cleared.clear()


class _Kept:
    """The contents to come back to: those of before, or newer ones if still valid."""

    def __init__(self, registry):
        self.registry = registry
        self.before = _contents(registry)
        self.cleared = set()

    def look(self):
        """Note what was cleared, and what may be kept though the work is undone."""
        self.cleared |= _cleared_names(self.registry)
        now = _contents(self.registry)
        self.after = {
            name: self.before[name] if name in self.cleared else now[name]
            for name in now
        }

    def put_back(self):
        _put_back(self.registry, self.after)


def _clear(cache, clear=LRU.clear):
    _cleared.add(id(cache))
    clear(cache)


def _set_up_class(set_up):
    def set_up_class(cls):
        set_up.__func__(cls)
        registry = cls.registry
        cls._kept_caches = kept = _Kept(registry)
        _cleared.clear()
        # Cleanups run from the last to the first: ours looks before Odoo's empty the
        # caches, and puts back after them.
        cls._class_cleanups.append((kept.look, (), {}))
        cls._class_cleanups.insert(0, (kept.put_back, (), {}))

    return classmethod(set_up_class)


def _set_up(set_up):
    def set_up_test(self):
        # What the class has changed, or a hook between two tests.
        type(self)._kept_caches.cleared |= _cleared_names(self.registry)
        set_up(self)
        kept = _Kept(self.registry)
        _cleared.clear()
        self._cleanups.append((kept.look, (), {}))
        self._cleanups.insert(0, (kept.put_back, (), {}))

    return set_up_test


def pytest_addoption(parser):
    parser.addoption(
        "--cold", action="store_true", help="Empty all caches after each test."
    )


@pytest.fixture(scope="session", autouse=True)
def kept_caches(request, load_registry):
    if request.config.getoption("--cold"):
        yield
        return
    with (
        mock.patch.object(LRU, "clear", _clear),
        mock.patch.object(
            TransactionCase,
            "setUpClass",
            _set_up_class(TransactionCase.__dict__["setUpClass"]),
        ),
        mock.patch.object(TransactionCase, "setUp", _set_up(TransactionCase.setUp)),
    ):
        yield
