from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .fee_common import FeeCommon

ROLES = (
    "front_desk",
    "steward",
    "cashier",
    "finance_clerk",
    "accountant",
    "supervisor",
    "manager",
    "representative",
    "general_manager",
    "admin",
)
BILLING = {"finance_clerk", "accountant", "admin"}
PLANNING = {"manager", "general_manager", "admin"}
ASSIGNING = PLANNING | {"supervisor"}
# model: (who writes and creates, who deletes); everybody on the staff reads
RIGHTS = {
    "estate.fee.item": ({"accountant", "admin"}, {"admin"}),
    "estate.fee.price": (PLANNING, PLANNING),
    "estate.fee.assignment": (ASSIGNING, PLANNING),
    "estate.fee.rule": (PLANNING, PLANNING),
    "estate.bill.run": (BILLING, BILLING),
    "estate.bill.plan": (set(), set()),
    "account.move": ({"accountant", "admin"}, {"accountant", "admin"}),
    "account.move.line": ({"accountant", "admin"}, {"accountant", "admin"}),
}


@tagged("post_install", "-at_install")
@freeze_time("2026-10-05")
class TestFeeAccess(FeeCommon):
    """Each role does its part of billing and no more, by screen and by RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: cls._new_staff(role) for role in ROLES}
        cls._assign_all()
        cls.planned = cls._run("2026-10-01")

    def _as(self, role, records):
        return records.with_user(self.users[role])

    def _cancel_bill(self, role, bill):
        action = self._as(role, bill).action_estate_cancel_bill()
        wizard = self._as(role, self.env["estate.bill.cancel"])
        with Form(wizard.with_context(**action["context"])) as form:
            form.reason = "Wrong area"
        form.record.action_confirm()

    def _bill_for(self, unit):
        run = self._bill()
        return run.move_ids.filtered(lambda move: move.estate_unit_id == unit)

    # ------------------------------------------------------------------ MATRIX

    def test_matrix_of_roles_and_models(self):
        for model, (writers, deleters) in RIGHTS.items():
            for role in ROLES:
                records = self._as(role, self.env[model])
                expected = {
                    "read": True,
                    "write": role in writers,
                    "create": role in writers,
                    "unlink": role in deleters,
                }
                for operation, allowed in expected.items():
                    with self.subTest(model=model, role=role, operation=operation):
                        self.assertEqual(records.has_access(operation), allowed)

    # ----------------------------------------------------------------- BILLING

    def test_only_finance_plans_publishes_stops_and_cancels(self):
        steps = (
            "action_plan",
            "action_publish",
            "action_resume",
            "action_stop",
            "action_draft",
            "action_cancel",
        )
        for role in set(ROLES) - BILLING:
            for step in steps:
                with self.subTest(role=role, step=step), self.assertRaises(AccessError):
                    getattr(self._as(role, self.planned), step)()
        self.assertEqual(self.planned.state, "planned")
        self._as("finance_clerk", self.planned).action_publish()
        self.assertEqual(self.planned.state, "publishing")

    def test_only_finance_chooses_rows(self):
        row = self.planned.plan_ids[0]
        for role in set(ROLES) - BILLING:
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._as(role, row).action_leave_out()
        self._as("finance_clerk", row).action_leave_out()
        self.assertEqual(row.state, "left_out")
        self._as("finance_clerk", row).action_take_in()
        self.assertEqual(row.state, "todo")

    def test_nobody_writes_a_step_or_a_row_by_rpc(self):
        row = self.planned.plan_ids[0]
        for role in ROLES:
            run = self._as(role, self.planned)
            for vals in ({"state": "publishing"}, {"chunk_failed": "x"}):
                with self.subTest(role=role, vals=vals), self.assertRaises(AccessError):
                    run.write(vals)
            for vals in ({"amount": 1}, {"state": "written"}, {"payer_id": 1}):
                with self.subTest(role=role, vals=vals), self.assertRaises(AccessError):
                    self._as(role, row).write(vals)
            with self.subTest(role=role), self.assertRaises(AccessError):
                run.write({"plan_ids": [Command.update(row.id, {"amount": 1})]})

    def test_nobody_creates_a_run_in_the_middle_of_its_way(self):
        vals = {"community_id": self.community.id}
        for role in BILLING:
            runs = self._as(role, self.env["estate.bill.run"])
            with self.subTest(role=role), self.assertRaises(AccessError):
                runs.create({**vals, "state": "publishing"})
            with self.subTest(role=role), self.assertRaises(AccessError):
                runs.with_context(default_state="publishing").create(vals)

    def test_what_writes_bills_is_no_public_method(self):
        private = {
            "estate.bill.run": (
                "_publish_all",
                "_publish_groups",
                "_cron_publish",
                "_take_step",
                "_compute_plan",
            ),
            "estate.bill.writer": ("_write_bills", "_after_post"),
            "account.move": ("_estate_cancel_bills",),
            "estate.fee.rule": ("_assign",),
            "estate.fee.price": ("_new_version",),
        }
        for model, methods in private.items():
            for method in methods:
                with self.subTest(method=method), self.assertRaises(AccessError):
                    get_public_method(self.env[model], method)

    def test_a_plan_keeps_what_it_was_computed_from(self):
        run = self._as("finance_clerk", self.planned)
        for vals in ({"date_to": "2026-12-31"}, {"item_ids": self.item_light.ids}):
            with self.assertRaisesRegex(UserError, "back to draft"):
                run.write(vals)
        run.date_due = "2026-10-30"
        run.action_draft()
        self.assertFalse(run.plan_ids)
        run.date_to = "2026-12-31"
        run.action_plan()
        self.assertIn("2026-12-31", run.plan_ids.mapped(lambda row: str(row.date_to)))

    def test_dates_of_written_bills_stay(self):
        self.planned._publish_all()
        with self.assertRaisesRegex(UserError, "has bills"):
            self._as("finance_clerk", self.planned).date_due = "2026-12-01"

    def test_a_stopped_run_keeps_what_is_left(self):
        run = self._as("finance_clerk", self.planned)
        run.action_publish()
        run.action_stop()
        self.assertEqual((run.state, run.todo_count), ("planned", 9))

    def test_a_run_in_publication_is_stopped_before_it_is_cancelled(self):
        run = self._as("accountant", self.planned)
        run.action_publish()
        with self.assertRaisesRegex(UserError, "Stop"):
            run.action_cancel()

    def test_the_clerk_of_another_community_does_not_see_the_run(self):
        stranger = self._new_staff("finance_clerk", login="stranger")
        stranger.estate_community_ids = False
        run = self.planned.with_user(stranger)
        self.assertFalse(run.search([]))
        self.assertFalse(self.env["estate.bill.plan"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            run.action_publish()
        with self.assertRaises(AccessError):
            run.create({"community_id": self.community.id})

    def test_nobody_moves_a_record_out_of_his_communities(self):
        far = self.env["estate.community"].create(
            {"name": "Hillside", "code": "HS", "company_id": self.company.id}
        )
        far_unit = self.env["estate.unit"].create(
            {"community_id": far.id, "room": "101"}
        )
        rule = self.env["estate.fee.rule"].create(
            {
                "name": "Rule",
                "community_id": self.community.id,
                "item_id": self.item_light.id,
                "date_from": "2026-10-01",
            }
        )
        charge = self._assign(self.unit, self._new_item("extra", 1))
        self.planned.action_draft()
        for role, record, vals in (
            ("finance_clerk", self.planned, {"community_id": far.id}),
            ("manager", rule, {"community_id": far.id}),
            ("supervisor", charge, {"unit_id": far_unit.id}),
        ):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._as(role, record).write(vals)

    # ------------------------------------------------------------------ CANCEL

    def test_only_cancel_bill_frees_billed_days(self):
        self.planned._publish_all()
        lines = self.planned.move_ids[0].invoice_line_ids
        for vals in (
            {"estate_assignment_id": False},
            {"estate_date_to": "2026-01-01"},
            {"estate_part": 7},
            {"estate_explanation": {}},
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "Cancel"):
                self._as("accountant", lines).write(vals)

    def test_published_bills_are_cancelled_by_accountants(self):
        self.planned._publish_all()
        with self.assertRaisesRegex(AccessError, "by an accountant"):
            self._as("finance_clerk", self.planned).action_cancel()
        bill = self.planned.move_ids[0]
        for role in set(ROLES) - {"accountant", "admin"}:
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._cancel_bill(role, bill)
        self._cancel_bill("accountant", bill)
        note = bill.estate_credit_note_id
        self.assertEqual(note.create_uid, self.users["accountant"])
        self.assertEqual(bill.estate_cancel_reason, "Wrong area")
        self._as("accountant", self.planned).action_cancel()
        self._run_job()
        self.assertEqual(
            set(self.planned.move_ids.mapped("payment_state")), {"reversed"}
        )

    def test_a_clerk_cancels_a_run_that_has_no_bills(self):
        self._as("finance_clerk", self.planned).action_cancel()
        self.assertEqual(self.planned.state, "cancelled")

    # ------------------------------------------------------------------- BILLS

    def test_counter_staff_read_bills_of_their_communities_and_nothing_else(self):
        self.planned._publish_all()
        other = self._other_entries()
        for role in ("front_desk", "steward", "cashier", "finance_clerk", "manager"):
            moves = self._as(role, self.env["account.move"])
            items = self._as(role, self.env["account.move.line"])
            with self.subTest(role=role):
                self.assertEqual(moves.search([]), self.planned.move_ids)
                self.assertEqual(items.search([]).move_id, self.planned.move_ids)
                for entry in other:
                    with self.assertRaises(AccessError):
                        self._as(role, entry).read(["amount_total"])
                    with self.assertRaises(AccessError):
                        self._as(role, entry.line_ids[0]).read(["balance"])

    def _sale(self, customer, post):
        """An invoice of something else than fees."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_date": "2026-10-01",
                "invoice_line_ids": [
                    Command.create({"name": "Scrap paper", "price_unit": 10.0})
                ],
            }
        )
        if post:
            move.action_post()
        return move

    def _other_entries(self):
        """A sale, a journal entry about a unit, a draft, another community's bill."""
        stranger = self.env["estate.unit"].create(
            {
                "community_id": self.env["estate.community"]
                .create(
                    {"name": "Hillside", "code": "HS", "company_id": self.company.id}
                )
                .id,
                "room": "101",
            }
        )
        invoices = [self._sale(self.shop_owner, post) for post in (True, False, True)]
        invoices[1].estate_unit_id = self.unit
        invoices[2].estate_unit_id = stranger
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "estate_unit_id": self.unit.id,
                "journal_id": self.company.estate_misc_journal_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.company.estate_opening_account_id.id,
                            "estate_unit_id": self.unit.id,
                            "balance": balance,
                        }
                    )
                    for balance in (5.0, -5.0)
                ],
            }
        )
        entry.action_post()
        return [*invoices, entry]

    def test_who_sees_all_communities_sees_their_bills_and_no_other_entry(self):
        self.planned._publish_all()
        sale, draft, far_bill, entry = self._other_entries()
        found = self._as("representative", self.env["account.move"]).search([])
        self.assertEqual(found, self.planned.move_ids + far_bill)

    def test_core_accountants_see_the_ledger_as_before(self):
        self.planned._publish_all()
        others = self._other_entries()
        plain = new_test_user(
            self.env,
            "plain_accountant",
            groups="account.group_account_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        for user in (plain, self.users["accountant"]):
            found = self.env["account.move"].with_user(user).search([])
            for entry in others:
                self.assertIn(entry, found)
            self.assertLessEqual(set(self.planned.move_ids), set(found))

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_staff_elsewhere_in_the_company_see_no_bills(self):
        self.planned._publish_all()
        user = new_test_user(self.env, "plain_employee", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["account.move"].with_user(user).search([])
        with self.assertRaises(AccessError):
            self.env["estate.bill.run"].with_user(user).search([])

    def test_counter_staff_can_open_the_bill_they_may_read(self):
        bill = self._bill_for(self.unit)
        view = self.env.ref("estate_service.account_move_view_form_bill")
        for role in ("front_desk", "cashier", "steward"):
            moves = self._as(role, self.env["account.move"])
            fields_shown = moves.get_view(view.id, "form")["models"]["account.move"]
            values = moves.browse(bill.id).read(list(fields_shown))[0]
            self.assertEqual(values["amount_total"], 274.68)
            lines = moves.browse(bill.id).invoice_line_ids
            self.assertIn("249.68", lines[0].estate_explanation_text)

    def test_menus_and_actions_open_for_each_role(self):
        actions = (
            "estate_bill_run_action",
            "account_move_action_bill",
            "estate_unit_action_arrears",
            "estate_fee_assignment_action",
        )
        for role in ROLES:
            for name in actions:
                action = (
                    self.env["ir.actions.act_window"]
                    .with_user(self.users[role])
                    ._for_xml_id(f"estate_service.{name}")
                )
                model = self._as(role, self.env[action["res_model"]])
                views = [(view, kind) for view, kind in action["views"]]
                with self.subTest(role=role, action=name):
                    self.assertTrue(model.get_views(views)["views"])
