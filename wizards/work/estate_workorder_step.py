from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.work.estate_promise_call import PUNCTUAL
from ...models.work.estate_workorder_quote import WAYS


class EstateWorkorderStep(models.TransientModel):
    """Asks what a step of a work order needs: who, when, why, whose consent."""

    _name = "estate.workorder.step"
    _description = "Step of a Work Order"

    order_id = fields.Many2one("estate.workorder", required=True, ondelete="cascade")
    step = fields.Selection(
        [
            ("assign", "Send Somebody"),
            ("agree", "Agree a Time"),
            ("absent", "Nobody at Home"),
            ("misjudged", "Another Than It Seemed"),
            ("consent", "The Resident Agrees"),
            ("refer", "Refer to a Vendor"),
            ("punctual", "Was He on Time?"),
            ("cancel", "Cancel"),
        ],
        required=True,
        default="agree",
    )
    # Read with the user's own rights: he may name an order that he may not see.
    community_id = fields.Many2one(related="order_id.community_id", related_sudo=False)
    company_id = fields.Many2one(related="order_id.company_id", related_sudo=False)
    attempt_count = fields.Integer(related="order_id.attempt_count", related_sudo=False)
    currency_id = fields.Many2one(related="order_id.currency_id", related_sudo=False)
    amount_total = fields.Monetary(related="order_id.amount_total", related_sudo=False)
    technician_id = fields.Many2one(
        "res.users",
        compute="_compute_technician_id",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    candidate_ids = fields.Many2many("res.users", compute="_compute_candidates")
    ranking = fields.Text("Who Is Free", compute="_compute_candidates")
    away_note = fields.Char(compute="_compute_away_note")
    moment = fields.Datetime("Agreed For")
    by_us = fields.Selection(
        [("us", "We cannot come"), ("resident", "The resident cannot")],
        "Who Cannot",
        default="us",
    )
    called = fields.Boolean("The Resident Was Called")
    agreed_by = fields.Char(
        "Who Agrees",
        compute="_compute_agreed_by",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    agreed_how = fields.Selection(WAYS, "How He Agrees", default="site")
    signature = fields.Binary()
    vendor_scope_id = fields.Many2one(
        "estate.vendor.scope",
        "Vendor",
        domain="[('company_id', '=', company_id), "
        "'|', ('community_ids', '=', False), ('community_ids', '=', community_id)]",
    )
    punctual = fields.Selection(PUNCTUAL, default="yes")
    text = fields.Char("In Words")

    @api.depends("order_id", "step")
    def _compute_technician_id(self):
        for wizard in self:
            if wizard.step == "assign" and wizard.order_id:
                wizard.technician_id = wizard.order_id._ranking()[:1]

    @api.depends("order_id", "step")
    def _compute_candidates(self):
        self.candidate_ids, self.ranking = False, False
        for wizard in self:
            if wizard.step == "assign" and wizard.order_id:
                choices = wizard.order_id._choices()
                wizard.candidate_ids = [choice.id for choice in choices]
                wizard.ranking = "\n".join(map(wizard._choice_words, choices))

    def _choice_words(self, choice):
        """Return one line about somebody who could be sent."""
        words = self.env._(
            "%(who)s: %(count)s in hand",
            who=self.env["res.users"].browse(choice.id).name,
            count=choice.load,
        )
        away = self.order_id._away_words(choice.away_until)
        return f"{words} · {away}" if away else words

    @api.depends("technician_id", "order_id", "step")
    def _compute_away_note(self):
        for wizard in self:
            asked = wizard.step == "assign" and wizard.technician_id
            choices = wizard.order_id._choices() if asked else []
            back = {choice.id: choice.away_until for choice in choices}
            until = back.get(wizard.technician_id.id)
            away = wizard.order_id._away_words(until)
            wizard.away_note = away and f"{wizard.technician_id.name}: {away}"

    @api.depends("order_id")
    def _compute_agreed_by(self):
        for wizard in self:
            wizard.agreed_by = wizard.order_id.contact_name

    @api.model_create_multi
    def create(self, vals_list):
        asked = {vals.get("order_id") for vals in vals_list} - {None, False}
        self.env["estate.workorder"].browse(asked).check_access("write")
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("order_id"):
            self.env["estate.workorder"].browse(vals["order_id"]).check_access("write")
        return super().write(vals)

    def action_confirm(self):
        self.ensure_one()
        self.order_id.check_access("write")
        follows = getattr(self, f"_do_{self.step}")()
        return follows or {"type": "ir.actions.act_window_close"}

    def _words(self):
        text = (self.text or "").strip()
        if not text:
            raise UserError(self.env._("Say it in words: it stays on the order."))
        return text

    def _do_assign(self):
        self.order_id._check_may_dispatch()
        if not self.technician_id:
            raise UserError(self.env._("Say who is sent."))
        self.order_id._assign(self.technician_id)

    def _do_agree(self):
        if not self.moment:
            raise UserError(self.env._("Say when somebody comes."))
        reason = (self.text or "").strip()
        self.order_id._agree(self.moment, reason, self.called, self.by_us == "us")

    def _do_absent(self):
        self.order_id._absent(self._words())

    def _do_misjudged(self):
        self.order_id._misjudged(self._words())

    def _do_consent(self):
        by = (self.agreed_by or "").strip()
        if not by:
            raise UserError(self.env._("Say who agrees."))
        self.order_id._consent(by, self.agreed_how, self.signature)

    def _do_refer(self):
        """Recommend from the list, and print the telephone on a note (R-402)."""
        scope = self.vendor_scope_id
        if not scope:
            self.order_id._refer(self._words())
            return None
        scope.check_access("read")
        known = (scope.display_name, scope.phone, (self.text or "").strip())
        self.order_id._refer(", ".join(part for part in known if part), scope)
        return scope.action_print_note() | {"close_on_report_download": True}

    def _do_punctual(self):
        self.order_id._asked_punctual(self.punctual, (self.text or "").strip())

    def _do_cancel(self):
        self.order_id._cancel(self._words())
