"""From December to January: a new price, a new meter, a new owner, and the close.

Every amount was worked out by hand (``year_end_table.py``). What the books hold at the
end is compared with that table line by line; nothing else was booked.
"""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .year_end_common import YearEndCommon
from .year_end_table import AREAS, DECEMBER, PASSED_ON, fee_by_days


@tagged("post_install", "-at_install")
class TestStoryYearEnd(YearEndCommon):
    """Supervisor, manager, clerk, steward, desk, cashier and accountant, 61 days."""

    def test_story_of_the_year_end(self):
        self.moves = {}
        for day, act in (
            ("2026-12-01", self._ask_the_owners),
            ("2026-12-02", self._decide_the_price),
            ("2026-12-08", self._replace_the_meter),
            ("2026-12-12", self._bill_december),
            ("2026-12-20", self._sell_the_home),
            ("2026-12-22", self._shop_pays),
            ("2026-12-28", self._waive),
            ("2027-01-08", self._buyer_pays),
            ("2027-01-16", self._charge_late_fees),
            ("2027-01-20", self._remind),
            ("2027-01-25", self._close_december),
            ("2027-01-31", self._look_at_the_ledger),
        ):
            self.env.invalidate_all()
            with freeze_time(f"{day} 10:00:00"):
                act()

    # ------------------------------------------------------------
    # DECEMBER
    # ------------------------------------------------------------

    def _ask_the_owners(self):
        adjustments = self.env["estate.fee.adjustment"].with_user(self.accountant)
        adjustment = adjustments.create(
            {
                "community_id": self.community.id,
                "reason": "Wages of the guards rose by 12 %.",
                "findings": "<p>Cost per m² is 3.05.</p>",
                "affordability": "Less than 1 % of a household's income.",
                "date_effective": "2026-12-16",
                "simulation_month": "2026-12-01",
                "line_ids": [
                    Command.create({"item_id": self.item_area.id, "new_price": 3.2})
                ],
            }
        )
        adjustment.action_plan()
        adjustment.action_simulate()
        self.adjustment = adjustment.with_user(self.manager)
        self.adjustment.action_submit()
        self.adjustment.write(
            {
                "consent_by": "assembly",
                "yes_heads": 2,
                "yes_area": 189.17,
                "consent_ref": "2026-12",
                "consent_date": "2026-12-01",
                "consent_attachment_ids": [
                    Command.create({"name": "consent.pdf", "raw": b"%PDF-1.4 agreed"})
                ],
            }
        )
        self.adjustment.action_consent()
        self.adjustment.action_notify()
        self._run_cron("cron_adjustment_notices")
        with self.mock_mail_gateway():
            self.adjustment.sudo().notice_ids.mail_id.send()
        self._run_cron("cron_adjustment_notices")
        self.assertEqual(self.adjustment.unreached_count, 0)

    def _decide_the_price(self):
        """Owners were told two weeks before, which the manager answers for."""
        self.env["estate.fee.adjustment.step"].with_user(self.manager).create(
            {
                "adjustment_id": self.adjustment.id,
                "step": "decide",
                "reason": "The assembly set the day itself",
            }
        ).action_confirm()
        price = self.adjustment.price_ids
        self.assertEqual(
            (self.adjustment.state, price.price, str(price.date_from)),
            ("in_force", 3.2, "2026-12-16"),
        )

    def _replace_the_meter(self):
        """The supervisor swaps it, the clerk releases what the steward read."""
        action = (
            self.env["estate.meter.replace"]
            .with_user(self.supervisor)
            .create(
                {
                    "meter_id": self.meter_102.id,
                    "date": "2026-12-08",
                    "final_value": 108,
                    "serial": "W102-B",
                    "first_value": 3,
                }
            )
            .action_confirm()
        )
        new = self.env["estate.meter"].browse(action["res_id"])
        final = self.meter_102.reading_ids.filtered(lambda one: one.kind == "final")
        with freeze_time("2026-12-11 10:00:00"):
            read = (
                self.env["estate.meter.reading"]
                .with_user(self.steward)
                .create({"meter_id": new.id, "date": "2026-12-11", "value": 7})
            )
            waiting = (final | read).filtered(lambda one: one.state == "read")
            waiting.with_user(self.finance_clerk).action_check()
        self.assertEqual((final.usage, read.usage), (8, 4))

    def _bill_december(self):
        run = (
            self.env["estate.bill.run"]
            .with_user(self.finance_clerk)
            .create(
                {
                    "community_id": self.community.id,
                    "date_from": "2026-12-01",
                    "date_due": "2026-12-27",
                }
            )
        )
        run.action_plan()
        self.assertEqual(self._lines(run.plan_ids, "unit_id", "amount"), DECEMBER)
        for code, area in AREAS.items():
            self.assertEqual([row[3] for row in DECEMBER[code][:2]], fee_by_days(area))
        self.env["estate.bill.run.publish"].with_user(self.finance_clerk).create(
            {"run_id": run.id}
        ).action_confirm()
        self._run_cron("cron_publish_bills")
        self.assertEqual(run.state, "done")
        bills = run.sudo().move_ids
        self.assertEqual(
            self._lines(bills.invoice_line_ids, "estate_unit_id", "price_total"),
            DECEMBER,
        )
        for bill in bills:
            room = bill.estate_unit_id.room
            self._enter(f"bill {room}", bill)

    def _sell_the_home(self):
        """Paid nothing yet: the seller keeps sixteen days, the buyer gets fifteen."""
        transfer = self._close(date="2026-12-17")
        self.assertEqual(transfer.state, "closed")
        self.assertEqual(self.unit.owner_id, self.buyer)
        note = self._moves(transfer, "out_refund")
        bill = self._moves(transfer, "out_invoice")
        self._enter("credit to the seller", note)
        self._enter("bill of the buyer", bill)
        for move in note | bill:
            self.assertEqual(
                {
                    self.items[line.estate_item_id]: str(self._cents(line.price_total))
                    for line in move.invoice_line_ids
                },
                PASSED_ON,
            )
        days = {
            self.items[s.item_id]: (s.old_days, s.new_days) for s in transfer.split_ids
        }
        self.assertEqual(
            days, {"area": (1, 15), "light": (16, 15), "garbage": (16, 15)}
        )
        self.assertEqual(
            (self._owes(self.owner), self._owes(self.buyer)), (142.92, 150.17)
        )
        self._assert_tied()

    def _shop_pays(self):
        self._enter("money of the shop", self._take(self.shop, self.shop_owner, 175.32))

    def _waive(self):
        """Sixty off the fee at the new price: the accountant may decide that alone."""
        line = self.moves["bill 102"].invoice_line_ids.filtered(
            lambda one: str(one.estate_date_from) == "2026-12-16"
        )
        reason = self.env.ref("estate_service.waiver_reason_hardship")
        reason.needs_proof = False
        waiver = (
            self.env["estate.waiver"]
            .with_user(self.front_desk)
            .create(
                {
                    "unit_id": self.unit_2.id,
                    "partner_id": self.owner_2.id,
                    "reason_id": reason.id,
                    "note": "Out of work",
                    "method": "amount",
                    "asked_amount": 60,
                    "line_ids": [Command.create({"move_line_id": line.id})],
                }
            )
        )
        waiver.action_submit()
        self.assertEqual(waiver.approval_level, "accountant")
        waiver.with_user(self.accountant).validate_tier()
        service = self.service.with_user(self.accountant)
        service._book_waiver(waiver.with_env(service.env))
        self._enter("waiver", waiver.sudo().credit_ids)

    # ------------------------------------------------------------
    # JANUARY
    # ------------------------------------------------------------

    def _buyer_pays(self):
        """Four days late, within the days of grace."""
        self.assertEqual(
            str(self.moves["bill of the buyer"].invoice_date_due), "2027-01-04"
        )
        self._enter("money of the buyer", self._take(self.unit, self.buyer, 150.17))

    def _charge_late_fees(self):
        """Nothing is charged before a manager agreed to a rule."""
        runs = self.env["estate.late.fee.run"].with_user(self.finance_clerk)
        vals = {"community_id": self.community.id, "date_to": "2027-01-15"}
        with self.assertRaisesRegex(UserError, "charges no late fees"):
            runs.create(vals).action_plan()
        self.env["estate.late.fee.rule"].with_user(self.manager).create(
            {
                "name": "Contract of 2026",
                "community_id": self.community.id,
                "item_ids": [Command.set(self.item_area.ids)],
                "late_item_id": self.item_late.id,
                "grace_days": 5,
                "daily_rate": 10,
                "min_amount": 0,
                "date_from": "2026-12-01",
            }
        )
        run = runs.create(vals)
        run.action_plan()
        self.assertEqual(
            sorted(
                (row.unit_id.room, str(row.date_from), row.days, row.base, row.amount)
                for row in run.sudo().line_ids
            ),
            # What the buyer was charged is taken off the line it was billed on.
            [
                ("101", "2027-01-02", 14, 9.21, 0.13),
                ("101", "2027-01-02", 14, 120.81, 1.69),
                ("102", "2027-01-02", 14, 105.17, 1.47),
                ("102", "2027-01-02", 14, 135.48, 1.90),
            ],
        )
        run.with_user(self.accountant).action_book()
        self._run_cron("cron_late_fee_job")
        bills = run.sudo().line_ids.move_id.grouped("partner_id")
        self._enter("late fee of the seller", bills[self.owner])
        self._enter("late fee 102", bills[self.owner_2])

    def _remind(self):
        """The seller and one owner get one mail each; who has paid gets none."""
        run = self._dun()
        self.assertEqual(
            {(case.payer_id, case.amount) for case in run.case_ids},
            {(self.owner, 142.92), (self.owner_2, 307.05)},
        )
        run.action_send()
        self._run_cron("cron_dunning_send")
        with self.mock_mail_gateway():
            run.sudo().case_ids.attempt_ids.mail_id.send()
        self._run_cron("cron_dunning_sweep")
        self.assertEqual(run.case_ids.mapped("state"), ["done", "done"])
        mails = "".join(str(mail["email_to"]) for mail in self._mails)
        self.assertEqual(
            [mails.count(one) for one in ("seller@", "owner2@", "buyer@", "shop@")],
            [1, 1, 0, 0],
        )
        self.assertFalse(self._dun().case_ids, "nobody is reminded twice")

    def _close_december(self):
        close = (
            self.env["estate.close"]
            .with_user(self.accountant)
            .with_company(self.company)
            .create({"company_id": self.company.id, "period": "2026-12-01"})
        )
        close.action_check()
        self.assertFalse(
            [
                (line.code, line.ours, line.theirs, line.names)
                for line in close.line_ids
                if line.state != "green"
            ]
        )
        figures = {line.code: line.ours for line in close.line_ids}
        # 142.92 of the seller, 150.17 of the buyer, 307.05 of 1-1-102.
        self.assertEqual(figures["receivable"], 600.14)
        self.assertEqual(figures["agency"], 71.40)
        self.assertEqual(figures["receipts"], 175.32)
        close.action_close()
        self.assertEqual(close.state, "closed")
        self.assertEqual(str(self.company.fiscalyear_lock_date), "2026-12-31")
        self._book_late(close)

    def _book_late(self, close):
        """The counter is refused a day of December; core moves a voucher out of it."""
        row = self._open(self.unit_2)[0]
        with self.assertRaisesRegex(UserError, "is in a locked period"):
            self._collect(
                self.unit_2,
                [(row["move_line_id"], row["open"])],
                date=self.moves["waiver"].date,
            )
        accounts = {name: account for account, name in self.accounts.items()}
        entry = (
            self.env["account.move"]
            .with_user(self.accountant)
            .create(
                {
                    "journal_id": self.company_data["default_journal_misc"].id,
                    "date": "2026-12-30",
                    "line_ids": [
                        Command.create({"account_id": account.id, "balance": balance})
                        for account, balance in (
                            (accounts["expense"], 12),
                            (accounts["difference"], -12),
                        )
                    ],
                }
            )
        )
        entry.action_post()
        self.assertGreater(entry.date, close.date_end)
        self.assertFalse(close.change_ids)
        self._enter("voucher after the close", entry)
