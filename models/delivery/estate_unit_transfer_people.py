from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, format_date

WHOLE = 100.0
"""Per cent of the ownership."""


class EstateUnitTransfer(models.Model):
    """Who is at the unit after the change: occupancies, vehicles, mandates."""

    _inherit = "estate.unit.transfer"

    # ------------------------------------------------------------
    # OCCUPANCIES
    # ------------------------------------------------------------

    def _change_people(self):
        """End the old occupancies on the day before, begin the new ones.

        :return: what takes it back: ``{"ended": [[id, last day]], "created": [ids],
            "flipped": [[id, paid]], "vehicles": [ids]}``
        """
        unit = self.unit_id._with_shares_later()
        leaving = self.leaving_ids.with_env(unit.env).filtered(self._is_here)
        was_payer = any(leaving.mapped("is_payer"))
        ended = [[one.id, fields.Date.to_string(one.date_end)] for one in leaving]
        leaving.write({"date_end": self.last_day})
        created, halved, flipped = self._hand_over_paying(unit)
        ended += halved
        vals = self._new_occupancy_vals(leaving, was_payer)
        if vals:
            created |= unit.env["estate.occupancy"].create(vals)
        self.unit_id._check_ownership_shares()
        self.unit_id._refresh_occupants()
        self._check_payer_gone()
        vehicles = self.vehicle_ids.filtered(lambda one: not one.date_end)
        if self.end_vehicles and vehicles:
            vehicles._end(self.last_day)
        gone = vehicles.ids if self.end_vehicles else []
        return {
            "ended": ended,
            "created": created.ids,
            "flipped": flipped,
            "vehicles": gone,
        }

    def _hand_over_paying(self, unit):
        """Let who paid until now stay at the unit without paying.

        Whether somebody pays belongs to the days of his occupancy: it is cut at the
        day of the change.

        :return: (occupancies that begin, ``[[id, last day]]`` of those cut,
            ``[[id, whether he paid]]`` of those whose first day it is)
        """
        occupancies = unit.env["estate.occupancy"]
        if self.kind not in ("tenant_in", "payer") or not self._payer_changes():
            return occupancies, [], []
        paying = unit.occupancy_ids.filtered(
            lambda one: self._is_here(one)
            and one not in self.leaving_ids
            and (one.is_payer or one.partner_id == self.to_partner_id)
        )
        created, cut, flipped = occupancies, [], []
        for one in paying.filtered(
            lambda one: one.is_payer != (one.partner_id == self.to_partner_id)
        ):
            if one.date_start == self.date:
                flipped.append([one.id, one.is_payer])
                one.is_payer = not one.is_payer
                continue
            cut.append([one.id, fields.Date.to_string(one.date_end)])
            created |= self._cut(one)
        return created, cut, flipped

    def _cut(self, occupancy):
        """End an occupancy and begin it anew with the other word on who pays."""
        pays = occupancy.partner_id == self.to_partner_id
        date_end = occupancy.date_end
        occupancy.date_end = self.last_day
        created = occupancy.copy(
            {
                "date_start": self.date,
                "date_end": date_end,
                "is_payer": pays,
                "is_primary": occupancy.is_primary,
            }
        )
        for point in occupancy.contact_point_ids:
            point.copy({"occupancy_id": created.id})
        return created

    def _new_occupancy_vals(self, leaving, was_payer):
        """Return the values of the new party's occupancy; empty if it is there."""
        here = self.unit_id.occupancy_ids.filtered(
            lambda one: self._is_here(one) and one not in leaving
        )
        own = here.filtered(lambda one: one.partner_id == self.to_partner_id)
        vals = {
            "unit_id": self.unit_id.id,
            "partner_id": self.to_partner_id.id,
            "date_start": self.date,
        }
        if self.kind in ("sale", "gift"):
            return self._ownership_vals(vals, here, own, was_payer)
        if self.kind == "tenant_in":
            return vals | {
                "role": "tenant",
                "is_payer": self.tenant_pays,
                "is_primary": False,
                "lease_ref": self.lease_ref,
            }
        if self.kind == "payer" and not own:
            return vals | {
                "role": self.payer_role or "family",
                "is_payer": True,
                "is_primary": False,
            }
        return {}

    def _ownership_vals(self, vals, here, own, was_payer):
        """The new owner has the share of those who leave; empty if he has it.

        :raises UserError: when nobody's share is left to him
        """
        owners = here.filtered(lambda one: one.role in ("owner", "co_owner"))
        has_primary = bool(owners.filtered("is_primary"))
        share = WHOLE - sum(owners.mapped("share"))
        if float_compare(share, 0, precision_digits=2) <= 0:
            if own & owners:
                return {}
            raise UserError(
                self.env._(
                    "Nobody's share of %(unit)s passes to %(person)s: choose which "
                    "owners leave.",
                    unit=self.unit_id.code,
                    person=self.to_partner_id.name,
                )
            )
        return vals | {
            "role": "co_owner" if has_primary else "owner",
            "is_primary": not has_primary,
            "share": share,
            "is_payer": was_payer,
        }

    def _check_payer_gone(self):
        """Who was credited the days from the change on is not billed for them again.

        :raises UserError: when the leaving party still pays for the unit
        """
        if not self._payer_changes():
            return
        here = self.unit_id.occupancy_ids.filtered(self._is_here)
        paying = here.filtered("is_payer") or here.filtered(
            lambda one: one.role == "owner" and one.is_primary
        )
        if self.from_partner_id in paying.partner_id:
            raise UserError(
                self.env._(
                    "%(person)s would still pay for %(unit)s from %(date)s on: choose "
                    "who leaves, or another leaving party.",
                    person=self.from_partner_id.name,
                    unit=self.unit_id.code,
                    date=format_date(self.env, self.date),
                )
            )

    def _bring_people_back(self):
        """Undo what the closing did to the occupancies."""
        undo = self.undo or {}
        unit = self.unit_id._with_shares_later()
        occupancies = unit.env["estate.occupancy"]
        occupancies.browse(undo.get("created", ())).exists().unlink()
        # The end must be free before those that it made room for are whole again.
        self.env.flush_all()
        for occupancy_id, date_end in undo.get("ended", ()):
            occupancies.browse(occupancy_id).exists().date_end = date_end
        for occupancy_id, paid in undo.get("flipped", ()):
            occupancies.browse(occupancy_id).exists().is_payer = paid
        vehicles = self.env["estate.vehicle"].with_context(active_test=False)
        gone = vehicles.browse(undo.get("vehicles", ())).exists()
        gone.write({"date_end": False, "active": True})
        self.unit_id._check_ownership_shares()
        self.unit_id._refresh_occupants()

    # ------------------------------------------------------------
    # MANDATES AND METERS
    # ------------------------------------------------------------

    def _end_mandates(self):
        """Nobody's bank pays for days that are not his."""
        if not self._payer_changes():
            return []
        people = self._leaving_people() | self.from_partner_id
        mandates = self.env["estate.mandate"].search(
            [
                ("unit_id", "=", self.unit_id.id),
                ("partner_id", "in", people.ids),
                ("state", "in", ("draft", "active", "suspended")),
            ]
        )
        return mandates._end_for_transfer(self.last_day)

    def _bring_mandates_back(self):
        before = (self.undo or {}).get("mandates", ())
        states = {mandate: (state, until) for mandate, state, until in before}
        self.env["estate.mandate"].browse(states).exists()._bring_back(states)

    def _enter_readings(self):
        """Enter where the meters stood, for the next bills."""
        for row in self.meter_ids.filtered("is_read"):
            row._enter()

    # ------------------------------------------------------------
    # WORDS
    # ------------------------------------------------------------

    def _people_note(self):
        """Say who left and who came, for the log."""
        return self.env._(
            "%(old)s until %(last_day)s, %(new)s from %(date)s on",
            old=self.from_partner_id.name,
            last_day=format_date(self.env, self.last_day),
            new=self.to_partner_id.name,
            date=format_date(self.env, self.date),
        )
