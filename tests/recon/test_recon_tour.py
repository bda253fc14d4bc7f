"""The accountant imports and matches a statement in a real browser."""

from odoo.tests import tagged

from ..tour_common import EstateHttpCase
from .recon_common import ReconCommon


@tagged("post_install", "-at_install")
class TestReconTour(ReconCommon, EstateHttpCase):
    def test_b02_a_statement_is_imported_accepted_split_and_undone(self):
        for unit in (self.unit, self.unit_2, self.shop):
            self._bill(unit, [(self.item_fee, 100), (self.item_light, 15)])
        file = self._file(
            self._csv(
                ("20261103", 115, "郭萍", "6217000000000000002", "1-1-102 物业费"),
                ("20261104", 200, "代理人", "6217000000000000004", "代付"),
                ("20261105", 115, "路人", "6217000000000000003", "转账"),
            )
        )
        self.start_tour(
            f"/odoo/action-estate_service.estate_statement_import_action/{file.id}",
            "estate_recon_tour",
            login=self.accountant.login,
        )
        first, split, accepted = file.line_ids.sorted("id")
        self.assertEqual(first.estate_proposal_ids.state, "auto")
        self.assertEqual(accepted.estate_proposal_ids.state, "accepted")
        self.assertFalse(split.is_reconciled)
        self.assertEqual(self._suspense(), -200)
        self.assertEqual(self._owed(self.shop), 115)
