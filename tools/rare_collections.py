"""Plugin of pytest: Python's garbage collector leaves alone what stays anyway.

Odoo's models and views are millions of objects, which it would look through again and
again, for a tenth of the time of the tests. They are taken out of its sight once they
are loaded, and it comes less often for the rest.
"""

import gc

import pytest

# So many new objects, then so many looks at the young and at the middle-aged ones.
THRESHOLD = (100_000, 20, 10)


@pytest.fixture(scope="session", autouse=True)
def rare_collections(load_registry):
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLD)
    yield
    gc.set_threshold(*before)
    gc.unfreeze()
