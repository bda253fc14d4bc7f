"""What may be called from outside, and by whom: :mod:`.public_methods`."""

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import freeze_time, tagged

from .access_common import OUTSIDERS, ROLES
from .public_methods import PUBLIC_METHODS
from .public_methods_desk import DESK_METHODS
from .rpc_calls import RpcCalls
from .without_fees import WITHOUT_FEES

SERVICES = (
    "estate.bank.booking",
    "estate.bank.decision",
    "estate.bank.facts",
    "estate.bank.job",
    "estate.bank.matcher",
    "estate.bank.rules",
    "estate.bill.writer",
    "estate.cashier",
    "estate.demo",
    "estate.import.opening",
    "estate.import.units",
)
"""What books, bills and imports with all rights, once it has checked the caller."""


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestAccessRpc(RpcCalls):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        judged = PUBLIC_METHODS.splitlines() + DESK_METHODS.splitlines()
        lines = [line.partition("#")[0] for line in judged if line]
        table = dict(line.split(":") for line in lines)
        cls.allowed = {name: cls._who(text.split()) for name, text in table.items()}

    @classmethod
    def _who(cls, words):
        sets = {
            "staff": {*ROLES},
            "fees": {*ROLES} - {*WITHOUT_FEES},
            "any": {*ROLES, *OUTSIDERS},
            "none": set(),
        }
        return sets.get(words[0], set(words))

    def test_every_public_method_was_judged(self):
        self.assertEqual(
            set(self._public_methods()),
            self.allowed.keys(),
            "Judge in tests/access/public_methods.py who may call these.",
        )

    def test_methods_refuse_who_is_not_allowed_and_nobody_else(self):
        wrong = [
            f"{name}: {role} is {'refused' if refused else 'not refused'}"
            for name, allowed in self.allowed.items()
            for role in self._asked(allowed)
            for refused in [self._is_refused(name, self.users[role])]
            if refused == (role in allowed)
        ]
        self.assertFalse(wrong, "\n".join(wrong))

    def _asked(self, allowed):
        """Everybody who has to be refused, and every third of the others.

        A wrong refusal is met by the tests of the rooms too, a wrong permission here
        alone.
        """
        mine = [role for role in self.users if role in allowed]
        return [role for role in self.users if role not in allowed] + mine[::3]

    def test_nobody_works_on_the_wizard_of_another(self):
        """He need not be able to open one: he may guess the number of an open one."""
        wrong = [
            f"{name}: {role}"
            for name in self.allowed
            for model in [self.env[name.rpartition(".")[0]]]
            if model._transient and not name.endswith(".action_open")
            for role in ("fd", *OUTSIDERS)
            if model.with_user(self.users["ad"]).has_access("create")
            if not self._is_refused(name, self.users[role], self.users["ad"])
        ]
        self.assertFalse(wrong)

    def test_services_are_closed_to_remote_calls(self):
        for model in SERVICES:
            methods = [
                method
                for method in self._defined_here(self.registry[model])
                if not method.startswith("__")
            ]
            self.assertTrue(methods)
            for method in methods:
                with self.subTest(model=model, method=method):
                    with self.assertRaises(AccessError):
                        get_public_method(self.env[model], method)
