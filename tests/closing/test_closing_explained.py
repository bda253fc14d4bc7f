"""On the demo estate every amount follows from what is frozen beside it (B-08)."""

from decimal import Decimal
from fractions import Fraction

from odoo.tests import tagged

from ...engine.explained import explained_amount
from ...engine.metering import Span, used
from ...engine.money import decimal_of
from ..demo_common import DemoCase

CENT = Decimal("0.01")
KINDS = {"area_built", "fixed", "vehicle", "usage", "share"}
KINDS |= {"late_fee", "rebill", "settlement", "waiver"}


@tagged("post_install", "-at_install")
class TestClosingExplained(DemoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.community = cls.community.with_company(cls.community.company_id)
        cls.env = cls.community.env

    def _book_what_waits(self):
        """Late fees and price differences that are planned, the meters, this month."""
        here = [("community_id", "=", self.community.id)]
        late = self.env["estate.late.fee.run"].search(here)
        late.with_user(
            self.env.ref("estate_service.demo_user_accountant")
        ).action_book()
        while late.state == "billing":
            late._take_chunk()
            late.invalidate_recordset()
        decided = [*here, ("state", "=", "in_force")]
        self.env["estate.fee.adjustment"].search(decided)._rebill_all()
        run = self.env["estate.bill.run"].search([*here, ("state", "=", "planned")])
        run.action_plan()
        run._publish_all()

    def _explained_lines(self):
        return self.env["account.move.line"].search(
            [
                ("estate_unit_id.community_id", "=", self.community.id),
                ("parent_state", "=", "posted"),
                ("display_type", "=", "product"),
                ("move_id.move_type", "in", ("out_invoice", "out_refund")),
                ("estate_explanation", "!=", False),
            ]
        )

    def test_b08_every_line_is_recomputed_from_its_explanation_alone(self):
        self._book_what_waits()
        lines = self._explained_lines()
        wrong = [
            (line.name, line.price_total, line.estate_explanation)
            for line in lines
            if abs(explained_amount(line.estate_explanation))
            != decimal_of(line.price_total)
        ]
        self.assertFalse(wrong)
        frozen = lines.mapped("estate_explanation")
        kinds = {facts.get("kind") or facts["basis"] for facts in frozen}
        self.assertLessEqual(KINDS, kinds)
        self._check_measured(facts for facts in frozen if facts.get("measured"))

    def _check_measured(self, explanations):
        """What was measured follows from the readings, a share from the whole cost."""
        for facts in explanations:
            measured = facts["measured"]
            if measured["kind"] == "share":
                weight = Fraction(measured["weight"]) / Fraction(measured["whole"])
                exact = Fraction(measured["total"]) * weight
                self.assertLess(abs(Fraction(measured["quantity"]) - exact), CENT)
                continue
            dial = (Decimal(measured[key]) for key in ("from", "to"))
            ratio = Decimal(measured.get("ratio", "1"))
            counted = used(Span(*dial, ratio=ratio))
            self.assertEqual(counted, Decimal(measured["quantity"]))
