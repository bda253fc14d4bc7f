from odoo import fields


class LooseMany2one(fields.Many2one):
    """A many2one without a foreign key in the database.

    For working papers that one statement writes by the hundred thousand: checking
    four keys per row took longer than computing it. Whoever reads such a record
    has to expect that it was deleted meanwhile.
    """

    def update_db_foreign_key(self, model, column):
        """No key: see the class."""
