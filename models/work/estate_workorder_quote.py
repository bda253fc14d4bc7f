from odoo import api, fields, models
from odoo.exceptions import UserError

from .estate_workorder_technicians import IN_HAND

WAYS = [
    ("signed", "By Signature"),
    ("site", "On Site, in Words"),
    ("phone", "By Telephone"),
]


class EstateWorkorderQuote(models.Model):
    """What the resident was told it takes and costs, and that he agreed (R-404, R-405).

    What was agreed is not changed any more. Where the work turns out to be another, the
    next version begins, with the reason and a consent of its own.
    """

    _name = "estate.workorder.quote"
    _description = "Quote of a Work Order"
    _inherit = ["estate.scope.mixin"]
    _order = "order_id desc, version desc"
    _rec_name = "version"
    _scope_fields = ("order_id",)

    order_id = fields.Many2one(
        "estate.workorder", required=True, readonly=True, index=True, ondelete="cascade"
    )
    community_id = fields.Many2one(
        related="order_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    version = fields.Integer(required=True, readonly=True, aggregator=None)
    state = fields.Selection(
        [
            ("draft", "Not Agreed Yet"),
            ("agreed", "Agreed by the Resident"),
            ("fixed", "Fixed by the Office"),
            ("superseded", "Superseded"),
        ],
        required=True,
        default="draft",
        readonly=True,
    )
    reason = fields.Char("What Is Different", readonly=True)
    line_ids = fields.One2many("estate.workorder.line", "quote_id", "Lines")
    amount_total = fields.Monetary("Total", compute="_compute_amount_total", store=True)
    agreed_at = fields.Datetime("Agreed", readonly=True)
    agreed_by = fields.Char(readonly=True)
    agreed_how = fields.Selection(
        [*WAYS, ("portal", "By Signature in the Portal")], readonly=True
    )
    signature = fields.Binary(readonly=True)

    _version_uniq = models.UniqueIndex(
        "(order_id, version)", "Each version of a quote is made once."
    )

    @api.depends("line_ids.amount")
    def _compute_amount_total(self):
        for quote in self:
            quote.amount_total = sum(quote.line_ids.mapped("amount"))

    def _check_open(self):
        """What was agreed, fixed or replaced stays as it is."""
        for quote in self:
            if quote.state != "draft":
                raise UserError(
                    self.env._(
                        "The quote of %(order)s is agreed: where the work is another "
                        "than it seemed, make a new version (R-405).",
                        order=quote.order_id.name,
                    )
                )


class EstateWorkorder(models.Model):
    """What an order costs, and who agreed to it."""

    _inherit = "estate.workorder"

    quote_id = fields.Many2one(
        "estate.workorder.quote",
        "Quote Now",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    quote_ids = fields.One2many(
        "estate.workorder.quote", "order_id", "Quotes", readonly=True, copy=False
    )
    quote_state = fields.Selection(
        related="quote_id.state", string="Resident's Consent"
    )
    quote_version = fields.Integer(related="quote_id.version")
    line_ids = fields.One2many(
        "estate.workorder.line",
        "order_id",
        "Services and Materials",
        domain=[("is_current", "=", True)],
        copy=False,
    )
    amount_total = fields.Monetary("Total", related="quote_id.amount_total", store=True)
    price_open = fields.Boolean(
        "Price Not Known Yet",
        copy=False,
        help="The slip goes back: the engineering supervisor and the supervisor fix "
        "the price together (R-407).",
    )

    def _open_quote(self, reason=None):
        """Begin the next version; the lines of the one before are proposed again."""
        self.ensure_one()
        # Versions are closed to hands; the step that begins one was checked.
        order = self.sudo()
        before = order.quote_id
        quote = order.env["estate.workorder.quote"].create(
            {
                "order_id": order.id,
                "version": before.version + 1,
                "reason": reason,
            }
        )
        for line in before.line_ids:
            line.copy({"quote_id": quote.id})
        before.line_ids.is_current = False
        before.state = "superseded"
        order.quote_id = quote

    def _misjudged(self, reason):
        """It is another than it seemed: apologise, tell, ask again (R-405)."""
        self.ensure_one()
        self.check_access("write")
        # Also before he comes again: what he saw the first time was another.
        if self.state not in IN_HAND or not self.trip_count:
            raise UserError(
                self.env._("Only whoever is on site sees that it is another.")
            )
        self._open_quote(reason)
        self.message_post(body=self.env._("Another than it seemed: %s", reason))

    def _consent(self, by, how, signature=None):
        """The resident agrees to what it takes and costs (R-404).

        :param by: his name
        :param how: a key of ``agreed_how``
        """
        self.ensure_one()
        self.check_access("write")
        quote = self.quote_id
        quote._check_open()
        if not quote.line_ids:
            raise UserError(
                self.env._("Write down first what it takes: services and materials.")
            )
        unknown = quote.line_ids.filtered(lambda line: line._price_is_missing())
        if unknown:
            raise UserError(
                self.env._(
                    "Tell the price first: %s.", ", ".join(unknown.mapped("name"))
                )
            )
        if how in ("signed", "portal") and not signature:
            raise UserError(self.env._("The signature is missing."))
        # Consent is written by this step alone; the role was checked.
        quote.sudo().write(
            {
                "state": "agreed",
                "agreed_at": fields.Datetime.now(),
                "agreed_by": by,
                "agreed_how": how,
                "signature": signature,
            }
        )
