"""Plugin of pytest: every worker of pytest-xdist gets a filestore of its own.

pytest-odoo copies the database per worker and lets all of them write into the filestore
of the original. Files are named by their content there, so that one worker may read a
file which another has opened and not yet written, or lose one to the other's clean-up.
"""

import os
import shutil
from pathlib import Path
from unittest import mock

import pytest

from odoo.tests.common import get_db_name
from odoo.tools import config


@pytest.fixture(scope="session", autouse=True)
def worker_filestore(load_registry):
    if not os.getenv("PYTEST_XDIST_WORKER"):
        yield
        return
    database = get_db_name()
    shared = Path(config.filestore(database))
    own = Path(config["data_dir"], "filestore", database)
    shutil.rmtree(own, ignore_errors=True)
    if shared.exists():
        shutil.copytree(shared, own, copy_function=os.link)
    try:
        with mock.patch.object(config, "filestore", return_value=str(own)):
            yield
    finally:
        shutil.rmtree(own, ignore_errors=True)
