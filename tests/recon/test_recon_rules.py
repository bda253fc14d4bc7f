"""The rules for other money have a screen of their own, beside core's (B-02)."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .recon_common import ReconCommon

FEE = ("20261104", -7, "银行", "", "账户管理费")


@tagged("post_install", "-at_install")
class TestReconRules(ReconCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = (
            cls.env["account.reconcile.model"]
            .with_user(cls.accountant)
            .with_company(cls.company)
        )
        cls.expense = cls.env["account.account"].search(
            [
                ("company_ids", "in", cls.company.id),
                ("account_type", "=", "expense"),
            ],
            limit=1,
        )

    def _form(self, rule=None):
        view = "estate_service.account_reconcile_model_view_form"
        return Form(rule or self.rules, view=view)

    def _rule(self):
        form = self._form()
        form.name = "Account fees"
        form.match_label = "contains"
        form.match_label_param = "管理费"
        with form.line_ids.new() as line:
            line.account_id = self.expense
        return form.save()

    def test_b02_a_rule_of_the_screen_proposes_and_books_when_told(self):
        rule = self._rule()
        self.assertEqual((rule.trigger, rule.line_ids.amount), ("manual", 100))
        [line] = self._imported(FEE)
        self.assertFalse(line.is_reconciled)
        self.assertEqual(line.estate_proposal_ids.candidates[0]["rule"], rule.id)
        rule.action_set_auto_reconcile()
        [line] = self._imported(("20261105", -8, "银行", "", "账户管理费"), opening=993)
        self.assertTrue(line.is_reconciled)
        self.assertEqual(self._balance_of(self.expense), 8)

    def test_b02_accounts_are_asked_for_once_however_many_lines_rules_book(self):
        self._rule()
        fees = [(f"2026110{day}", -day, "银行", "", "账户管理费") for day in (1, 2, 3)]
        lines = self._imported(*fees)
        transit = self.env.registry["estate.bank.transit"]
        asked = patch.object(
            transit, "_accounts", autospec=True, side_effect=transit._accounts
        )
        with asked as accounts:
            parts = self.env["estate.bank.decision"]._parts_of_candidates(
                dict.fromkeys(lines, 0)
            )
        self.assertEqual([len(parts[line.id]) for line in lines], [1, 1, 1])
        self.assertEqual(accounts.call_count, 1)

    # ---- Fixed amounts ----------------------------------------------------------

    def _fixed(self, amount):
        rule = self._rule()
        rule.line_ids.write({"amount_type": "fixed", "amount_string": str(amount)})
        return rule

    def _booked_by_hand(self, line, amount):
        """Book what is left of a line as an expense."""
        part = {"account": self.expense.id, "amount": amount, "name": "x"}
        self.workbench.book(line.id, [], [part])

    def test_b02_a_fixed_amount_is_booked_once_and_undone_before_the_rest_is(self):
        self._fixed(5)
        [line] = self._imported(("20261104", 20, "银行", "", "管理费返还"))
        candidates = line.estate_proposal_ids.candidates
        self.workbench.accept(line.id, 0)
        self.assertEqual((line.is_reconciled, line.amount_residual), (False, -15))
        self.assertEqual(self._balance_of(self.expense), -5)
        self.assertFalse(line.estate_proposal_ids.candidates)
        [shown] = self.workbench.load_page(self.journal.id)["lines"]
        self.assertEqual((shown["is_partly"], shown["can_undo"]), (True, True))
        [row] = self.workbench.booked(line.id)["rows"]
        self.assertEqual(row["amount"], 5)
        line.estate_proposal_ids.sudo().candidates = candidates
        with self.assertRaisesRegex(UserError, "booked on this bank line already"):
            self.workbench.accept(line.id, 0)
        self.workbench.undo(line.id)
        self.assertEqual((line.amount_residual, self._suspense()), (-20, -20))
        self.assertEqual(self._balance_of(self.expense), 0)
        self.assertEqual(line.estate_proposal_ids.candidates, candidates)
        self.workbench.accept(line.id, 0)
        self._booked_by_hand(line, 15)
        self.assertTrue(line.is_reconciled)
        self.assertEqual(self._balance_of(self.expense), -20)

    def test_b02_an_automatic_fixed_amount_is_booked_once(self):
        self._fixed(5).action_set_auto_reconcile()
        [line] = self._imported(("20261104", 20, "银行", "", "管理费返还"))
        self.assertEqual(line.amount_residual, -15)
        self.workbench.propose_again(self.journal.id)
        self._match_job()
        for chunk in self.env["estate.bank.job"]._certain_chunks(self.company):
            self.env["estate.bank.job"]._book_certain(chunk)
        self.assertEqual(line.amount_residual, -15)

    def test_b02_a_fixed_amount_is_neither_turned_round_nor_beyond_the_line(self):
        rule = self._fixed(15)
        lines = self._imported(
            ("20261104", -15, "银行", "", "账户管理费"),
            ("20261105", 10, "银行", "", "管理费返还"),
            opening=100,
        )
        ruled = {
            "units": [],
            "confidence": 1,
            "items": None,
            "rule": rule.id,
            "reasons": [],
            "shares": [],
        }
        for line in lines:
            self.assertFalse(line.estate_proposal_ids.candidates)
            line.estate_proposal_ids.sudo().candidates = [ruled]
            with self.assertRaisesRegex(UserError, "do not fit"):
                self.workbench.accept(line.id, 0)
        rule.line_ids.amount_string = "-15"
        self.workbench.propose_again(self.journal.id)
        self.workbench.accept(lines[0].id, 0)
        self.assertTrue(lines[0].is_reconciled)
        self.assertEqual(self._balance_of(self.expense), 15)

    def test_b02_parts_of_the_other_sign_are_refused(self):
        [line] = self._imported(("20261104", -15, "银行", "", "x"), opening=100)
        parts = self.env["estate.bank.decision"]._account_part(
            line, {"account": self.expense.id, "amount": 15, "name": "x"}
        )
        with self.assertRaisesRegex(UserError, "come to"):
            self.env["estate.bank.booking"]._book([(line, [parts])])
        self.assertEqual(line.amount_residual, 15)

    def test_b02_the_screens_of_others_stay_as_they_are(self):
        for kind, view in (
            ("list", "view_account_reconcile_model_tree"),
            ("form", "view_account_reconcile_model_form"),
        ):
            found = self.env["ir.ui.view"].default_view("account.reconcile.model", kind)
            self.assertEqual(found, self.env.ref(f"account.{view}").id)
        action = self.env.ref("estate_service.account_reconcile_model_action")
        own = ("account_reconcile_model_view_list", "account_reconcile_model_view_form")
        self.assertEqual(
            [view_id for view_id, _kind in action.views],
            [self.env.ref(f"estate_service.{name}").id for name in own],
        )

    def test_only_the_accountant_makes_rules(self):
        self._rule()
        menu = self.env.ref("estate_service.account_reconcile_model_menu")
        for user in (self.clerk, self.cashier):
            with self.assertRaises(AccessError):
                self.rules.with_user(user).create({"name": "x"})
            self.assertNotIn(menu.id, menu.with_user(user)._visible_menu_ids())
        self.assertIn(menu.id, menu.with_user(self.accountant)._visible_menu_ids())

    # ---- Money of units ---------------------------------------------------------

    def _held(self):
        company = self.company
        company.estate_agency_account_id = self.expense.copy({"name": "Agency"})
        return (
            company.estate_prepay_account_id,
            company.estate_deposit_account_id,
            company.estate_agency_account_id,
        )

    def test_b02_money_of_units_is_not_booked_without_a_unit(self):
        """It would stand in no list: nobody could use it or give it back."""
        [line] = self._imported(("20261104", 300, "路人", "", "转账"))
        for account, advice in zip(
            self._held(), ("choose the unit", "at the counter", "its bill"), strict=True
        ):
            one = {"account": account.id, "amount": 300, "name": "x"}
            before = self._balance_of(account)
            with self.assertRaisesRegex(UserError, advice):
                self.workbench.book(line.id, [], [one])
            self.assertEqual(self._balance_of(account), before)
        self.assertFalse(line.is_reconciled)
        offered = {one["id"] for one in self.workbench.accounts()}
        self.assertFalse(offered & set(self._held()[0].ids + self._held()[1].ids))
        share = {"unit": self.unit.id, "line": False, "amount": 300}
        self.workbench.book(line.id, [share], [])
        self.assertEqual(self._prepaid(self.unit), 300)

    def test_b02_agency_money_is_handed_on_without_a_unit(self):
        *_others, agency = self._held()
        [line] = self._imported(("20261104", -300, "热力公司", "", "暖气费"))
        one = {"account": agency.id, "amount": -300, "name": "Heating"}
        self.workbench.book(line.id, [], [one])
        self.assertEqual(self._balance_of(agency), 300)

    def test_b02_rules_lead_to_no_money_of_units(self):
        rule = self._rule()
        for account in self._held()[:2]:
            with self.assertRaisesRegex(ValidationError, "a rule knows no unit"):
                rule.line_ids.account_id = account

    def test_b02_rules_from_before_stay_and_book_nothing(self):
        rule = self._rule()
        rule.action_set_auto_reconcile()
        self.company.estate_prepay_account_id = self.expense
        self.assertTrue(rule.active)
        [line] = self._imported(FEE)
        self.assertFalse(line.is_reconciled)
        self.assertIn("choose the unit", line.estate_proposal_ids.refusal)
