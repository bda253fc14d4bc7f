"""Who may do what: the table of :mod:`.matrix`, proven cell by cell."""

from odoo.tests import new_test_user, tagged

from .access_common import OPERATIONS, AccessCommon
from .matrix import DESK_MATRIX, MATRIX


@tagged("post_install", "-at_install")
class TestAccessMatrix(AccessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = cls._read_table(MATRIX)

    @classmethod
    def _read_table(cls, text):
        """Return ``{model: {role: letters}}``; the first line names the roles."""
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        header, *lines = (line.split() for line in lines if line)
        return {model: dict(zip(header, cells, strict=True)) for model, *cells in lines}

    def test_every_model_of_the_module_is_in_the_table(self):
        self.assertFalse(
            set(self._own_models()) - self.table.keys(),
            "Say in tests/access/matrix.py what each role may do with these models.",
        )

    def test_the_table_names_no_model_that_is_gone(self):
        self.assertFalse(self.table.keys() - set(self.registry))

    def test_every_role_has_the_rights_of_the_table_and_no_others(self):
        wrong = [
            f"{model}: {user.login} has {found or '-'}, not {expected}"
            for model, row in self.table.items()
            for role, expected in row.items()
            for user in [self.users[role]]
            for found in [self._rights(model, user)]
            if found != expected.strip("-")
        ]
        self.assertFalse(wrong, "\n".join(["Rights differ:", *wrong]))

    def test_the_roles_of_the_desk_have_their_cases_and_what_all_staff_has(self):
        table = self._read_table(DESK_MATRIX)
        self.assertFalse(table.keys() - set(self._own_models()))
        staff = new_test_user(
            self.env, "access_staff", groups="estate_service.group_estate_staff"
        )
        wrong = []
        for model in self._own_models():
            usual = self._rights(model, staff)
            row = table.get(model, dict.fromkeys(("cr", "te", "en", "qu"), usual))
            for role, expected in row.items():
                found = self._rights(model, self.users[role])
                if found != expected.strip("-"):
                    wrong.append(f"{model}: {role} has {found}, not {expected}")
        self.assertFalse(wrong, "\n".join(["Rights differ:", *wrong]))

    def _rights(self, model, user):
        """Letters of the operations that the model as such allows to the user."""
        records = self.env[model].with_user(user)
        return "".join(
            letter
            for letter, operation in OPERATIONS.items()
            if records.has_access(operation)
        )

    def test_no_line_of_access_is_for_everybody(self):
        """Without a group a right would be the portal's and the public's too."""
        lines = self.env["ir.model.access"].search(
            [("model_id.model", "in", self._own_models()), ("group_id", "=", False)]
        )
        self.assertFalse(lines.mapped("name"))
