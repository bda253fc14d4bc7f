from odoo import api, fields, models

from .estate_transfer_paper import KINDS

STATES = [
    ("draft", "Draft"),
    ("papers", "Collecting Papers"),
    ("settled", "To Sign"),
    ("signed", "To Complete"),
    ("closed", "Completed"),
    ("cancelled", "Cancelled"),
]
OPEN_STATES = ("draft", "papers", "settled", "signed")


class EstateUnitTransfer(models.Model):
    """A unit passes from one owner, tenant or payer to another (B-11, R-105, R-212).

    Papers are collected, the bills are split at the day of the change, both sides
    sign, and only then the accountant closes it: the ledger, the people of the unit
    and its mandates change in one step. The files beside this one hold its choices,
    the settlement, its steps and the people.
    """

    _name = "estate.unit.transfer"
    _description = "Change of Owner or Tenant"
    _inherit = [
        "estate.number.mixin",
        # It tells of debts: residents hear of them by its papers alone.
        "estate.discreet.mixin",
        "mail.activity.mixin",
        "estate.scope.mixin",
        "estate.arrears.mixin",
    ]
    _arrears_of = ("unit_id", "from_partner_id")
    _order = "id desc"
    _rec_names_search = ["name", "unit_id.code"]
    _check_company_auto = True
    _number_code = "estate.unit.transfer"
    _person_fields = ("from_partner_id", "to_partner_id")

    name = fields.Char("Number", readonly=True, copy=False)
    unit_id = fields.Many2one(
        "estate.unit", required=True, index=True, check_company=True, tracking=True
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one(
        related="unit_id.community_id", store=True, index=True
    )
    steward_id = fields.Many2one(related="unit_id.steward_id")
    kind = fields.Selection(KINDS, required=True, default="sale", tracking=True)
    date = fields.Date(
        "Changes On",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        index=True,
        help="First day of the new party, from midnight on.",
    )
    last_day = fields.Date("Last Day of the Leaving Party", compute="_compute_last_day")
    from_partner_id = fields.Many2one(
        "res.partner",
        "Leaving Party",
        compute="_compute_parties",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        check_company=True,
        tracking=True,
        help="Who has paid for the unit so far.",
    )
    to_partner_id = fields.Many2one(
        "res.partner",
        "New Party",
        compute="_compute_parties",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        check_company=True,
        tracking=True,
        help="Who pays from the day of the change on.",
    )
    to_phone = fields.Char(
        "Phone of the New Party", related="to_partner_id.phone", readonly=True
    )
    asked_by = fields.Char("Asked For By", help="Who came to the counter.")
    reason = fields.Char("Remarks")
    lease_ref = fields.Char("Lease Contract")
    tenant_pays = fields.Boolean(
        "Tenant Pays the Fees",
        default=True,
        tracking=True,
        help="Otherwise he pays only what is assigned to tenants by its payer rule.",
    )
    payer_role = fields.Selection(
        [("family", "Family Member"), ("staff", "Staff"), ("agent", "Agent")],
        "The New Payer Is",
        default="family",
    )
    credit_choice = fields.Selection(
        [
            ("old", "Held for the leaving party"),
            ("new", "Carried to the new party"),
        ],
        "What Was Paid for Later Days",
        required=True,
        default="old",
        help="What the leaving party paid for days of the new one: held for it, to be "
        "given back, or prepaid for the new one when the two agree among themselves.",
    )
    leaving_ids = fields.Many2many(
        "estate.occupancy",
        "estate_unit_transfer_leaving_rel",
        "transfer_id",
        "occupancy_id",
        "People Who Leave",
        compute="_compute_leaving_ids",
        store=True,
        readonly=False,
        precompute=True,
        help="Their occupancies end on the day before the change.",
    )
    end_vehicles = fields.Boolean("Their Vehicles Leave Too", default=True)
    paper_ids = fields.One2many(
        "estate.unit.transfer.paper", "transfer_id", "Required Papers"
    )
    has_hidden_files = fields.Boolean(compute="_compute_has_hidden_files")
    meter_ids = fields.One2many("estate.unit.transfer.meter", "transfer_id", "Meters")
    held_ids = fields.One2many(
        "estate.unit.transfer.held", "transfer_id", "Prepayments and Deposits"
    )
    line_ids = fields.One2many("estate.unit.transfer.line", "transfer_id", "Lines")
    split_ids = fields.One2many(
        "estate.unit.transfer.line",
        "transfer_id",
        "Settlement",
        domain=[("kind", "=", "split")],
    )
    own_ids = fields.One2many(
        "estate.unit.transfer.line",
        "transfer_id",
        "Stays with the Leaving Party",
        domain=[("kind", "!=", "split")],
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        tracking=True,
        index=True,
        copy=False,
        group_expand=True,
    )
    # What was settled
    amount_moved = fields.Monetary(
        "Passes to the New Party",
        readonly=True,
        copy=False,
        help="Credited to the one, charged to the other.",
    )
    amount_arrears = fields.Monetary(
        "Stays Owed by the Leaving Party",
        readonly=True,
        copy=False,
        help="Open on its days when it was settled. The new party never hears of it.",
    )
    amount_back = fields.Monetary(
        "To the Credit of the Leaving Party",
        readonly=True,
        copy=False,
        help="Paid for days of the new party, less what was open.",
    )
    settled_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    settled_on = fields.Datetime("Settlement Time", readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        "res.users", "Completed By", readonly=True, copy=False
    )
    closed_on = fields.Date("Completed On", readonly=True, copy=False, index=True)
    exception_reason = fields.Char(
        "Let Through Because", readonly=True, copy=False, tracking=True
    )
    exception_by_id = fields.Many2one(
        "res.users", "Let Through By", readonly=True, copy=False
    )
    cancel_reason = fields.Char(readonly=True, copy=False, tracking=True)
    # Signatures
    from_signature = fields.Image("Signature", readonly=True, copy=False)
    from_signed_name = fields.Char("Signatory", readonly=True, copy=False)
    from_signed_on = fields.Datetime("Time of Signature", readonly=True, copy=False)
    from_witness_id = fields.Many2one(
        "res.users", "Signature Taken By", readonly=True, copy=False
    )
    from_paper_id = fields.Many2one(
        "ir.attachment", "Signed Paper", readonly=True, copy=False
    )
    to_signature = fields.Image("Signature of the New Party", readonly=True, copy=False)
    to_signed_name = fields.Char("New Party: Signatory", readonly=True, copy=False)
    to_signed_on = fields.Datetime(
        "New Party: Time of Signature", readonly=True, copy=False
    )
    to_witness_id = fields.Many2one(
        "res.users", "New Party: Signature Taken By", readonly=True, copy=False
    )
    to_paper_id = fields.Many2one(
        "ir.attachment", "New Party: Signed Paper", readonly=True, copy=False
    )
    # What it did
    move_ids = fields.One2many("account.move", "estate_transfer_id", "Entries")
    move_count = fields.Integer("Entry Count", compute="_compute_move_count")
    undo = fields.Json(readonly=True, copy=False)
    card_ids = fields.Many2many(
        "estate.access.card", string="Cards to Return", compute="_compute_left_behind"
    )
    vehicle_ids = fields.Many2many(
        "estate.vehicle", string="Vehicles", compute="_compute_left_behind"
    )
    hint = fields.Text("To Do Next", compute="_compute_hint")

    _has_number = models.Constraint("CHECK(name IS NOT NULL)", "A change has a number.")
    _two_parties = models.Constraint(
        "CHECK(to_partner_id IS NULL OR to_partner_id != from_partner_id)",
        "A unit passes from one person to another one.",
    )
    _closed_by_somebody = models.Constraint(
        "CHECK(state != 'closed' OR (closed_by_id IS NOT NULL AND closed_on IS NOT "
        "NULL))",
        "What is closed names who closed it.",
    )
    _one_settled = models.UniqueIndex(
        "(unit_id) WHERE state IN ('settled', 'signed')",
        "Another change of this unit is settled and waits to be signed and closed: "
        "close or cancel that one first.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("name", "unit_id.code")
    def _compute_display_name(self):
        for transfer in self:
            parts = (transfer.name, transfer.unit_id.code)
            transfer.display_name = " · ".join(filter(None, parts))

    @api.depends("paper_ids.hidden_file_count")
    @api.depends_context("uid")
    def _compute_has_hidden_files(self):
        for transfer in self:
            counts = transfer.paper_ids.mapped("hidden_file_count")
            transfer.has_hidden_files = any(counts)

    @api.depends("date")
    def _compute_last_day(self):
        for transfer in self:
            day = transfer.date
            transfer.last_day = day and fields.Date.subtract(day, days=1)

    @api.depends("move_ids")
    def _compute_move_count(self):
        # How many entries there are is no secret of the ledger.
        groups = (
            self.env["account.move"]
            .sudo()
            ._read_group(
                [("estate_transfer_id", "in", self.ids)],
                ["estate_transfer_id"],
                ["__count"],
            )
        )
        counts = {transfer.id: count for transfer, count in groups}
        for transfer in self:
            transfer.move_count = counts.get(transfer._origin.id, 0)

    @api.depends("leaving_ids", "unit_id", "from_partner_id")
    def _compute_left_behind(self):
        """What the leaving people still hold at the unit."""
        for transfer in self:
            held = [
                ("partner_id", "in", transfer._leaving_people().ids),
                ("unit_id", "=", transfer.unit_id._origin.id),
            ]
            transfer.card_ids = self.env["estate.access.card"].search(
                [*held, ("state", "=", "issued")]
            )
            transfer.vehicle_ids = self.env["estate.vehicle"].search(held)
