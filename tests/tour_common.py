"""What browser tests share."""

import contextlib

from odoo.tests import HttpCase
from odoo.tools import file_open

MISSING = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


class EstateHttpCase(HttpCase):
    """A browser test that also runs on an Odoo without the library Debian leaves out.

    The bundle of the web client reports a missing file as an error, which ends every
    tour before its first step. Where the file lies (``tools/fetch_odoo.sh`` puts it
    there), the bundle stays the one that was built beforehand: another takes longer to
    build than many a tour to run.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with contextlib.suppress(FileNotFoundError), file_open(MISSING):
            return
        cls.env["ir.asset"].sudo().create(  # fixture: the user of a test is a clerk
            {
                "name": "estate_service tests: library that Debian leaves out",
                "bundle": "web.assets_backend",
                "directive": "remove",
                "path": MISSING,
            }
        )
