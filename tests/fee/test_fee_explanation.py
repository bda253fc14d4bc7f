from odoo.tests import freeze_time, tagged

from .fee_common import FeeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-10-05")
class TestFeeExplanation(FeeCommon):
    """Whoever sees a bill line can read how its amount came about (B-08)."""

    def _texts(self, **vals):
        bill = self._bill(**vals).move_ids
        lines = bill.invoice_line_ids.sorted("estate_date_from")
        return [line._estate_explanation_text().split("\n") for line in lines]

    def test_area_price_month_tax_and_the_origin_of_the_price(self):
        self.item_area.price_ids.write({"consent_ref": "JL-12"})
        self._assign_all(self.unit, self.item_area)
        [text] = self._texts()
        name = self.company.currency_id.name
        self.assertEqual(
            text,
            [
                f"89.17 m² × 2.80 {name}/m²·month × 1 month = 249.68 {name} "
                "(6% tax included)",
                "Price in force since 2020-01-01, consent JL-12",
            ],
        )

    def test_broken_months_name_their_days(self):
        self._assign(self.unit, self.item_garbage, "2026-10-16")
        [text] = self._texts()
        self.assertIn("16/31 month = 5.16", text[0])
        self.assertEqual(text[1], "2026-10-16 – 2026-10-31: 16 of 31 days of 2026-10")

    def test_a_quarter_with_a_broken_month(self):
        self.community.billing_cycle = "quarter"
        self._assign(self.unit, self.item_garbage, "2026-10-16")
        [text] = self._texts()
        self.assertIn("(2 + 16/31) months = 25.16", text[0])

    def test_vehicles_and_multiples(self):
        space = self._new_item("space", 150.0, "vehicle")
        self._assign(self.unit, space, "2026-10-01", multiplier=2)
        [text] = self._texts()
        self.assertIn("/vehicle·month × 2 × 1 month = 300.00", text[0])

    def test_parts_of_a_period_say_that_they_are_rounded_together(self):
        self._assign(self.unit, self.item_garbage, "2026-10-16")
        line = self._bill().move_ids.invoice_line_ids.sudo()
        together = "Rounded together with the earlier days of the same billing period."
        self.assertNotIn(together, line._estate_explanation_text())
        line.estate_explanation = {**line.estate_explanation, "exact_before": "0.004"}
        text = line._estate_explanation_text()
        self.assertIn("= 5.17", text)
        self.assertIn(together, text)

    def test_it_reads_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self._assign_all(self.unit, self.item_area)
        line = self._bill().move_ids.invoice_line_ids.sudo()
        self.assertIn("249,68", line.with_context(lang="fr_FR").estate_explanation_text)
        self.assertIn("249.68", line.with_context(lang="en_US").estate_explanation_text)

    def test_a_line_without_or_with_a_foreign_explanation_is_no_traceback(self):
        self._assign_all(self.unit, self.item_area)
        line = self._bill().move_ids.invoice_line_ids.sudo()
        for broken in ({"v": 9}, {"v": 1, "price": "x"}, {"v": 1}, ["no"]):
            line.estate_explanation = broken
            self.assertEqual(
                line.estate_explanation_text, "The stored calculation cannot be read."
            )
        line.estate_explanation = False
        self.assertFalse(line.estate_explanation_text)
