from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..registry.estate_unit import UNIT_KINDS
from .bill_wording import number_text

FROZEN = {"item_id", "community_id", "unit_kind", "price", "date_from", "tier_ids"}
"""What may not change any more when a version stands on bills."""


CUT_KNOWINGLY = {"estate_cut_billed_days": object()}
"""Context of a new version whose user saw which bills it leaves at the old price.

An object, since no request can send one.
"""

NEXT_FOLLOWS = {"estate_next_follows": object()}
"""Context of an end after which a new version begins, an object as above."""


class EstateFeePrice(models.Model):
    """The price of an item from one day to another, with the owners' consent (R-805).

    Price per month and unit of quantity (m², unit, vehicle), of metered usage per
    unit of the meter, tax as the item's product says. A version for a community and
    kind of unit wins over one for the community, that over one for the kind, that over
    the general one.
    """

    _name = "estate.fee.price"
    _description = "Fee Price"
    _inherit = ["estate.scope.mixin", "mail.thread"]
    _scope_fields = ("community_id", "item_id")
    _order = "item_id, community_id, unit_kind, date_from desc, id"
    _rec_names_search = ["item_id.name", "consent_ref"]
    _check_company_auto = True

    item_id = fields.Many2one(
        "estate.fee.item",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="item_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    basis = fields.Selection(related="item_id.basis")
    community_id = fields.Many2one(
        "estate.community",
        index="btree_not_null",
        check_company=True,
        default=lambda self: self._default_community_id(),
        help="Empty: every community without a price of its own.",
    )
    unit_kind = fields.Selection(
        UNIT_KINDS, "Kind of Unit", help="Empty: every kind without a price of its own."
    )
    price = fields.Float(
        required=True,
        digits="Fee Tariff",
        min_display_digits=2,
        tracking=True,
        aggregator=None,
        help="Per month and m², unit or vehicle, as the item says; of metered usage "
        "per kWh or m³.",
    )
    uom = fields.Char(related="item_id.meter_type_id.uom")
    tier_ids = fields.One2many(
        "estate.fee.price.tier",
        "price_id",
        "Tiers",
        copy=True,
        help="Prices for what is used above a quantity; below the first the price of "
        "the version counts.",
    )
    date_from = fields.Date("From", required=True, tracking=True)
    date_to = fields.Date("To", tracking=True, help="Last day, included.")
    period_state = fields.Selection(
        [("coming", "Coming"), ("current", "In Force"), ("past", "Past")],
        "In Force?",
        compute="_compute_period_state",
    )

    _price_positive = models.Constraint(
        "CHECK(price >= 0)", "A price cannot be negative."
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "A price cannot end before it starts.",
    )
    _no_overlap = models.Constraint(
        """EXCLUDE USING gist (
            int4range(item_id, item_id, '[]') WITH &&,
            int4range(COALESCE(community_id, 0), COALESCE(community_id, 0), '[]')
                WITH &&,
            int8range(hashtext(COALESCE(unit_kind, ''))::bigint,
                      hashtext(COALESCE(unit_kind, ''))::bigint, '[]') WITH &&,
            daterange(date_from, date_to, '[]') WITH &&
        )""",
        "Another price of this item is in force in these days: end that one first.",
    )

    # ---------------------------------------------------------------- DEFAULTS

    def _default_community_id(self):
        """On a screen, the community of a user who serves one only."""
        community = self.env["estate.community"]
        on_screen = self.env.context.get("estate_only_community")
        return community._only_one() if on_screen else community

    # ---------------------------------------------------------------- COMPUTES

    @api.depends("date_from", "date_to")
    def _compute_period_state(self):
        today = fields.Date.context_today(self)
        for price in self:
            if price.date_from and price.date_from > today:
                price.period_state = "coming"
            elif price.date_to and price.date_to < today:
                price.period_state = "past"
            else:
                price.period_state = "current"

    @api.depends("item_id.name", "price", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for price in self:
            if not (price.item_id and price.date_from):
                price.display_name = self.env._("New price")
                continue
            price.display_name = self.env._(
                "%(item)s %(price)s from %(day)s",
                item=price.item_id.name,
                price=number_text(self.env, price.price, least=2),
                day=price.date_from,
            )

    # ------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        # The version before ends with the same save: its end must be there first.
        self.flush_model(["date_from", "date_to"])
        prices = super().create(vals_list)
        prices._own_attachments()
        return prices

    def write(self, vals):
        if FROZEN & vals.keys():
            self._check_not_billed()
        if vals.get("date_to"):
            self._check_not_billed_after(fields.Date.to_date(vals["date_to"]))
        result = super().write(vals)
        if "consent_attachment_ids" in vals:
            self._own_attachments()
        if "community_id" in vals:
            # Core asks before a write only: nobody moves a price out of his reach.
            self.check_access("write")
        return result

    def _own_attachments(self):
        """Let everybody who sees the price read its consent, not the uploader only."""
        for price in self:
            # A file uploaded before the first save belongs to nothing yet, one of the
            # dialog to a record that is swept away with its files.
            files = price.consent_attachment_ids.filtered(_is_unowned)
            # Consents are closed to writes from now on; these were just uploaded.
            files.sudo().write({"res_model": self._name, "res_id": price.id})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        self._check_not_billed()

    def _check_not_billed(self):
        """A price that stands on bills stays as it was: history has to be readable."""
        for price in self:
            if price._is_billed():
                raise UserError(
                    self.env._(
                        "%(price)s stands on bills and stays as it is: make a new "
                        "version from the day on which another price is in force.",
                        price=price.display_name,
                    )
                )

    def _check_not_billed_after(self, day):
        """A price does not end before days that were billed by it, unless knowingly."""
        if CUT_KNOWINGLY.items() <= self.env.context.items():
            return
        for price in self:
            count, _amount = price._billed_after(day)
            if count:
                raise UserError(
                    self.env._(
                        "%(count)s bill lines have %(price)s for days after %(day)s: "
                        "open a new version, which shows them, or end it later.",
                        count=count,
                        price=price.display_name,
                        day=day,
                    )
                )

    def _billed_after(self, day):
        """Number and sum, taxes included, of lines billed by this for later days."""
        self.ensure_one()
        # Whether a bill exists is a fact of the ledger, not of the user's rights.
        lines = self.env["account.move.line"].sudo()
        later = self._billed_domain() & Domain("estate_date_to", ">", day)
        later &= Domain("estate_assignment_id", "!=", False)  # no cancelled bill
        [(count, amount)] = lines._read_group(later, [], ["__count", "price_total:sum"])
        return count, amount or 0.0

    def _is_billed(self):
        # Whether a bill exists is a fact of the ledger, not of the user's rights.
        lines = self.env["account.move.line"].sudo()
        return bool(lines.search_count(self._billed_domain(), limit=1))

    def _billed_domain(self):
        """Posted lines that this version priced, as their explanations say.

        The first day of a billed price is frozen; its last day may have changed since.
        """
        domain = Domain("estate_item_id", "=", self.item_id.id)
        domain &= Domain("parent_state", "=", "posted")
        domain &= Domain("estate_date_to", ">=", self.date_from)
        return domain & Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s->>'price_id' = %s",
                SQL.identifier(alias, "estate_explanation"),
                str(self.id),
            )
        )

    # --------------------------------------------------------------- VERSIONS

    def action_new_version(self):
        """Ask from when another price is in force, and who consented to it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Version From…"),
            "res_model": "estate.fee.price.version",
            "view_mode": "form",
            "target": "new",
            "context": {"default_price_id": self.id},
        }

    def _new_version(self, date_from, vals, knowingly=False):
        """End this version the day before and open the next one, in one go.

        :param date_from: first day of the new price
        :param dict vals: price and consent of the new version
        :param knowingly: bills of later days keep the old price, the user said so
        :return: the new version; it ends where this one would have ended
        """
        self.ensure_one()
        if date_from <= self.date_from:
            raise UserError(
                self.env._(
                    "The new price must begin after %(day)s, the first day of the "
                    "present one.",
                    day=self.date_from,
                )
            )
        date_to = self.date_to
        if date_to and date_to < date_from:
            date_to = False
        else:
            price = self.with_context(**NEXT_FOLLOWS)
            if knowingly:
                price = price.with_context(**CUT_KNOWINGLY)
            price.date_to = fields.Date.subtract(date_from, days=1)
        files = vals.pop("consent_attachment_ids", None)
        return self.copy(
            {
                **vals,
                "date_from": date_from,
                "date_to": date_to,
                "consent_attachment_ids": [Command.set(files.ids if files else [])],
            }
        )


def _is_unowned(file):
    """Whether nothing that stays owns an attachment."""
    dialog = file.res_model == "estate.fee.price.version"
    return dialog or (file.res_model in (False, "estate.fee.price") and not file.res_id)
