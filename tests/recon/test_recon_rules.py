"""The rules for other money have a screen of their own, beside core's (B-02)."""

from odoo.exceptions import AccessError
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
