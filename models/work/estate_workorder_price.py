from odoo import fields, models
from odoo.exceptions import AccessError, UserError

ENGINEER = "estate_service.group_estate_engineer"
SUPERVISOR = "estate_service.group_estate_supervisor"


class EstateWorkorder(models.Model):
    """A price that could not be told on site is fixed by two people (R-407)."""

    _inherit = "estate.workorder"

    priced_engineer_id = fields.Many2one(
        "res.users", "Price Confirmed: Engineering", readonly=True, copy=False
    )
    priced_supervisor_id = fields.Many2one(
        "res.users", "Price Confirmed: Service Centre", readonly=True, copy=False
    )

    def action_confirm_price(self):
        """Confirm the price for one's side; with the second one it is fixed."""
        self.ensure_one()
        self._check_pricer()
        if self.state != "to_price":
            raise UserError(self.env._("%s waits for no price.", self.name))
        unknown = self.line_ids.filtered(lambda line: line._price_is_missing())
        if not self.line_ids or unknown:
            raise UserError(
                self.env._("Write down first what it takes, with its price.")
            )
        # The sides are closed to direct writes; the role was checked.
        self.sudo()[self._free_side()] = self.env.user
        if self.priced_engineer_id and self.priced_supervisor_id:
            self._price_fixed()

    def _free_side(self):
        """Return the side that the user confirms for; nobody confirms for both."""
        user = self.env.user
        mine = {
            "priced_engineer_id": user.has_group(ENGINEER),
            "priced_supervisor_id": user.has_group(SUPERVISOR),
        }
        if user in (self.priced_engineer_id | self.priced_supervisor_id):
            raise UserError(
                self.env._("Two people fix the price; you are one of them.")
            )
        free = [side for side, may in mine.items() if may and not self[side]]
        if not free:
            raise UserError(self.env._("Your side has confirmed the price already."))
        return free[0]

    def _check_pricer(self):
        self.check_access("write")
        user = self.env.user
        if not (self.env.su or user.has_group(ENGINEER) or user.has_group(SUPERVISOR)):
            raise AccessError(
                self.env._(
                    "The engineering supervisor and the supervisor fix the price."
                )
            )

    def _forget_price(self):
        """What was confirmed is another now: both confirm anew."""
        # The sides are closed to direct writes; who changes lines was checked.
        self.sudo().write({"priced_engineer_id": False, "priced_supervisor_id": False})

    def _ask_for_price(self):
        """Put it on the lists of the two who fix the price.

        Where one person is both, the manager is the second.
        """
        community = self.community_id
        sides = community.engineer_id | community.supervisor_id
        if len(sides) < 2:
            sides |= community.manager_id
        for user in sides:
            told = self.with_context(lang=user.lang, mail_activity_quick_update=True)
            told.activity_schedule(
                "estate_service.mail_activity_type_price",
                date_deadline=community._today(),
                summary=told.env._("Fix the price together"),
                user_id=user.id,
            )

    def _price_fixed(self):
        now = fields.Datetime.now()
        # The version is closed to direct writes; both sides were checked.
        self.sudo().quote_id.write({"state": "fixed", "agreed_at": now})
        self._go("done", price_open=False)
        self.activity_unlink(["estate_service.mail_activity_type_price"])
        self._accepted(now)
