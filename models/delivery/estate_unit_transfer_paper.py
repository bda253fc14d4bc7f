from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class EstateUnitTransferPaper(models.Model):
    """A paper of one change: the document, and who verified it when."""

    _name = "estate.unit.transfer.paper"
    _description = "Paper Asked For"
    _inherit = ["estate.scope.mixin"]
    _scope_fields = ("transfer_id",)
    _order = "sequence, id"

    transfer_id = fields.Many2one(
        "estate.unit.transfer", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(related="transfer_id.state")
    company_id = fields.Many2one(
        related="transfer_id.company_id", store=True, index=True
    )
    community_id = fields.Many2one(
        related="transfer_id.community_id", store=True, index=True
    )
    paper_id = fields.Many2one(
        "estate.transfer.paper", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="paper_id.sequence", store=True)
    form = fields.Selection(related="paper_id.form")
    is_required = fields.Boolean(related="paper_id.is_required")
    either_group = fields.Char(related="paper_id.either_group")
    number = fields.Char("Number on It")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Document File",
        # Read and searched with the rights on files. Naming the model lets the database
        # sift them: without it all files there are would be looked through in Python.
        domain=[("res_model", "=", "estate.unit.transfer.paper")],
        help="Seen by who may know personal identifiers, and by who added it.",
    )
    hidden_file_count = fields.Integer(
        "Hidden Files",
        compute="_compute_hidden_file_count",
        help="Files that you may not see. Who sees them verifies the paper.",
    )
    verified_by_id = fields.Many2one("res.users", "Verified By", readonly=True)
    verified_on = fields.Datetime(readonly=True)

    _paper_once = models.UniqueIndex(
        "(transfer_id, paper_id)", "This paper is listed already."
    )

    @api.depends("paper_id.name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.paper_id.name

    @api.depends("attachment_ids")
    @api.depends_context("uid")
    def _compute_hidden_file_count(self):
        # Counted past the cache, which would keep what is hidden for the user to see.
        count = self._file_counts()
        there = self.sudo()._file_counts()  # how many there are, and nothing else
        for row in self:
            row.hidden_file_count = there[row._origin.id] - count[row._origin.id]

    def _file_counts(self):
        """Return {id: how many files the user may see}."""
        groups = self._read_group(
            [("id", "in", self.ids)], ["id", "attachment_ids"], ["__count"]
        )
        return Counter(row.id for row, file, _count in groups if file)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._keep_documents()
        return rows

    def write(self, vals):
        if not self.env.su and not {"number", "attachment_ids"}.isdisjoint(vals):
            verified = self.filtered("verified_by_id")
            if verified:
                raise UserError(
                    self.env._(
                        "%s is verified: take that back before you change it.",
                        verified[0].display_name,
                    )
                )
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._keep_documents()
        return result

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        # What was verified stays the paper of the change that it was verified for.
        own = field.name in ("number", "attachment_ids")
        return allowed and (own or operation != "write" or self.env.su)

    def _keep_documents(self):
        """Who may read the change and personal identifiers may read its papers."""
        # A file nobody owns yet becomes its document; what others uploaded is theirs.
        for row in self.sudo():
            loose = row.attachment_ids.filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            )
            loose.write({"res_model": self._name, "res_id": row.id})

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_verify(self):
        """Say that the paper was seen and is in order; the document may be filed."""
        self._check_changeable()
        self._check_seen()
        self._mark(
            {"verified_by_id": self.env.uid, "verified_on": fields.Datetime.now()}
        )

    def action_unverify(self):
        """Take the word back, as long as nothing is settled by it."""
        self._check_changeable()
        self._mark({"verified_by_id": False, "verified_on": False})

    def _check_changeable(self):
        self.check_access("write")
        self.transfer_id._check_state(("draft", "papers"))

    def _check_seen(self):
        for row in self.filtered("hidden_file_count"):
            raise AccessError(
                self.env._(
                    "%(paper)s: there are %(count)s file(s) that you may not see. Who "
                    "sees them verifies the paper.",
                    paper=row.display_name,
                    count=row.hidden_file_count,
                )
            )

    def _mark(self, vals):
        # Closed to direct writes: the right was checked just now.
        self.sudo().write(vals)
