"""What browser tests share."""

from odoo.tests import HttpCase

MISSING = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


class EstateHttpCase(HttpCase):
    """A browser test that also runs on an Odoo without the library Debian leaves out.

    The bundle of the web client reports a missing file as an error, which ends every
    tour before its first step.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.asset"].sudo().create(  # fixture: the user of a test is a clerk
            {
                "name": "estate_service tests: library that Debian leaves out",
                "bundle": "web.assets_backend",
                "directive": "remove",
                "path": MISSING,
            }
        )
