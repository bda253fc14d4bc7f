"""One user per role, and what the tests of this room know of the module's models."""

from odoo import Command
from odoo.tests import new_test_user

from ..common import EstateCommon

MODULE = "estate_service"
MONTH, DAY = "2026-10-01", "2026-10-05"
"""What the small estates are billed for, and the day on which they pay."""
EFFECTIVE = "2026-10-16"
"""When they pay another price, in the middle of the month that is billed."""
ROLES = {
    "fd": "front_desk",
    "st": "steward",
    "ca": "cashier",
    "fc": "finance_clerk",
    "ac": "accountant",
    "su": "supervisor",
    "ma": "manager",
    "gm": "general_manager",
    "re": "representative",
    "ad": "admin",
    "cr": "control_room",
    "te": "technician",
    "en": "engineer",
    "qu": "quality",
}
OUTSIDERS = {"us": "base.group_user", "po": "base.group_portal"}
"""A colleague of another department, and a resident."""

OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


class AccessCommon(EstateCommon):
    """Users of every role, who serve the community *Lakeside* only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            short: cls._new_staff(role, login=f"access_{role}")
            for short, role in ROLES.items()
        }
        cls.users |= {
            short: new_test_user(
                cls.env,
                f"access_{short}",
                groups=group,
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for short, group in OUTSIDERS.items()
        }

    @classmethod
    def _own_models(cls):
        """Names of the models of this module that have a table or a view."""
        return sorted(
            name
            for name, model in cls.registry.items()
            if model._original_module == MODULE and not model._abstract
        )
