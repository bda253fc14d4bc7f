from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .estate_reception import PRESENT
from .estate_request import OPEN_STATES

UNITS_SHOWN = 12
ROWS_SHOWN = 6


class EstateCounterConsole(models.AbstractModel):
    """What the screen of the counter shows (前台一屏, B-12).

    Each card of a unit is a method ``_card_<name>``; rooms above the desk add theirs
    by extending :meth:`_cards`. A card is a dict(key, title, icon, rows): a row has
    ``text``, ``value``, ``tone`` (of Bootstrap), ``due`` (a moment, shown as the time
    that is left) and ``open`` (model and id that a click opens).
    """

    _name = "estate.counter.console"
    _description = "Screen of the Counter"

    @api.model
    def _check_counter(self):
        """Refuse who does not receive visitors."""
        if not self.env["estate.reception"].has_access("create"):
            raise AccessError(self.env._("The counter is for who receives visitors."))

    @api.model
    def _community(self, community_id):
        """Return the community at whose counter the user sits."""
        # pylint: disable=no-search-all
        communities = self.env["estate.community"].search([])
        chosen = communities.filtered(lambda one: one.id == community_id)
        return chosen or communities[:1]

    # ------------------------------------------------------------------ SCREEN

    @api.model
    def load_counter(self, community_id=False):
        """Return what does not change while somebody sits at the counter.

        :return: dict(communities, community_id, hotline, scenarios, minutes, queue)
        """
        self._check_counter()
        community = self._community(community_id)
        # pylint: disable=no-search-all
        communities = self.env["estate.community"].search([])
        # pylint: disable=no-search-all
        scenarios = self.env["estate.scenario"].search([])
        return {
            "communities": [{"id": one.id, "name": one.name} for one in communities],
            "community_id": community.id,
            "hotline": community.hotline or "",
            "scenarios": [
                {
                    "id": scenario.id,
                    "name": scenario.name,
                    "code": scenario.code,
                    "icon": scenario.icon or "",
                }
                for scenario in scenarios
            ],
            "queue": self.load_queue(community.id),
        }

    @api.model
    def load_queue(self, community_id):
        """Return who waits and who is served now, the urgent first.

        Moments are UTC, as the server keeps them; ``now`` is the server's, since clocks
        at counters are wrong.

        :return: dict(now, waiting, serving, handover)
        """
        self._check_counter()
        community = self._community(community_id)
        visitors = self.env["estate.reception"].search(
            [("community_id", "=", community.id), ("state", "in", PRESENT)]
        )
        rows = [self._visitor(visitor) for visitor in visitors]
        waiting = Domain("community_id", "=", community.id)
        waiting &= Domain("ack_state", "=", "waiting")
        return {
            "now": fields.Datetime.to_string(fields.Datetime.now()),
            "waiting": [row for row in rows if row["state"] == "waiting"],
            "serving": [row for row in rows if row["state"] == "serving"],
            "handover": self.env["estate.duty.log"].search_count(waiting),
        }

    @api.model
    def _visitor(self, visitor):
        return {
            "id": visitor.id,
            "name": visitor.display_name,
            "visitor_name": visitor.visitor_name or "",
            "phone": visitor.visitor_phone or "",
            "state": visitor.state,
            "urgent": visitor.urgent,
            "unit_id": visitor.unit_id.id,
            "scenario_id": visitor.scenario_id.id,
            "scenario": visitor.scenario_id.name or "",
            "user_id": visitor.user_id.id,
            "user": visitor.user_id.name or "",
            "mine": visitor.user_id == self.env.user,
            "for_manager": visitor.for_manager,
            "manager_called": bool(visitor.manager_called_at),
            "note": visitor.note or "",
            "moved_up": visitor.escalation_count,
            "arrived": fields.Datetime.to_string(visitor.arrived_at),
            "wait_due": fields.Datetime.to_string(visitor.wait_due),
            "explain_due": fields.Datetime.to_string(visitor._explained_by()) or "",
        }

    @api.model
    def search_units(self, text, community_id=False):
        """Find units by code, name, end of a telephone or plate.

        Rooms above add what else a unit is asked for by, as the code of a parcel:
        ``estate.unit._match_branches``.

        :return: list of dict(id, name, hint); the hint says whom or what was found
        """
        self._check_counter()
        if not (text or "").strip():
            return []
        domain = [("community_id", "=", community_id)] if community_id else []
        rows = self.env["estate.unit"].web_name_search(
            text, {"display_name": {}}, domain=domain, limit=UNITS_SHOWN
        )
        return [self._found(row) for row in rows]

    @api.model
    def _found(self, row):
        formatted = row.get("__formatted_display_name") or row["display_name"]
        name, _tab, hint = formatted.partition("\t")
        return {"id": row["id"], "name": name, "hint": hint.strip("-")}

    @api.model
    def load_unit(self, unit_id):
        """Return the head and the cards of a unit, without those that say nothing.

        :return: dict(id, name, state, vip, cards)
        :raises AccessError: when the user does not serve its community
        """
        self._check_counter()
        unit = self.env["estate.unit"].browse(unit_id)
        unit.check_access("read")
        cards = [getattr(self, f"_card_{name}")(unit) for name in self._cards()]
        states = dict(unit._fields["state"]._description_selection(self.env))
        return {
            "id": unit.id,
            "name": unit.display_name,
            "state": states.get(unit.state, ""),
            "vip": unit.has_vip,
            "community_id": unit.community_id.id,
            "cards": [card for card in cards if card],
        }

    @api.model
    def load_scenario(self, scenario_id, unit_id=False):
        """Return script, documents and fee sheet of a scenario for a unit."""
        self._check_counter()
        scenario = self.env["estate.scenario"].browse(scenario_id)
        return scenario._sheet(self._unit(unit_id))

    @api.model
    def start_scenario(self, scenario_id, unit_id=False, reception_id=False):
        """Return the action a scenario begins with; the visitor comes for it now."""
        self._check_counter()
        scenario = self.env["estate.scenario"].browse(scenario_id)
        reception = self.env["estate.reception"].browse(reception_id or [])
        if reception and reception.scenario_id != scenario:
            reception.scenario_id = scenario
        action = scenario._start(self._unit(unit_id), reception)
        return action and {"views": [(False, "form")]} | action

    @api.model
    def _unit(self, unit_id):
        unit = self.env["estate.unit"].browse(unit_id or [])
        unit.check_access("read")
        return unit

    # ------------------------------------------------------------------- CARDS

    @api.model
    def _cards(self):
        """Return the names of the cards in their order; rooms above extend it."""
        return ["people", "hints", "cases", "visits", "vehicles"]

    @api.model
    def _card_people(self, unit):
        """Who owns, rents and lives here now, key customers marked (R-110)."""
        roles = dict(
            self.env["estate.occupancy"]
            ._fields["role"]
            ._description_selection(self.env)
        )
        rows = [
            {
                "text": occupancy.partner_id.name,
                "value": " ".join(
                    filter(
                        None, (roles[occupancy.role], occupancy.partner_id.phone or "")
                    )
                ),
                "tone": "warning" if occupancy.partner_id.estate_is_vip else "",
                "open": ["res.partner", occupancy.partner_id.id],
            }
            for occupancy in unit.present_occupancy_ids[:ROWS_SHOWN]
        ]
        if unit.contact_note:
            rows.append({"text": unit.contact_note, "value": "", "tone": "muted"})
        return self._card("people", self.env._("People"), "fa-users", rows)

    @api.model
    def _card_hints(self, unit):
        """What the file of a key customer says that the counter has to know (R-110)."""
        profiles = unit.present_occupancy_ids.partner_id.estate_vip_profile_ids
        rows = [
            {
                "text": profile.special_needs or profile.likes,
                "value": profile.partner_id.name,
                "tone": "warning",
                "open": ["estate.vip.profile", profile.id],
            }
            for profile in profiles[:ROWS_SHOWN]
            if profile.special_needs or profile.likes
        ]
        return self._card("hints", self.env._("Key Customer"), "fa-star", rows)

    @api.model
    def _card_cases(self, unit):
        """What is under way for the unit, with the time that was promised."""
        requests = self.env["estate.request"].search(
            [("unit_id", "=", unit.id), ("state", "in", OPEN_STATES)],
            order="next_deadline, id",
            limit=ROWS_SHOWN,
        )
        states = dict(requests._fields["state"]._description_selection(self.env))
        rows = [
            {
                "text": request.summary,
                "value": " ".join(
                    filter(None, (states[request.state], request.user_id.name or ""))
                ),
                "tone": "danger" if request.is_breached else "",
                "due": fields.Datetime.to_string(request.next_deadline) or "",
                "open": ["estate.request", request.id],
            }
            for request in requests
        ]
        return self._card("cases", self.env._("Cases Under Way"), "fa-inbox", rows)

    @api.model
    def _card_visits(self, unit):
        """Visits that the resident may expect, and who makes them (R-601)."""
        visits = self.env["estate.visit"].search(
            [("unit_id", "=", unit.id), ("state", "=", "due")], limit=ROWS_SHOWN
        )
        kinds = dict(visits._fields["kind"]._description_selection(self.env))
        rows = [
            {
                "text": kinds[visit.kind],
                "value": visit.user_id.name or "",
                "due": fields.Datetime.to_string(visit.deadline) or "",
                "open": ["estate.visit", visit.id],
            }
            for visit in visits
        ]
        return self._card("visits", self.env._("Visits Due"), "fa-phone", rows)

    @api.model
    def _card_vehicles(self, unit):
        rows = [
            {"text": vehicle.plate, "value": "", "open": ["estate.vehicle", vehicle.id]}
            for vehicle in unit.vehicle_ids[:ROWS_SHOWN]
        ]
        return self._card("vehicles", self.env._("Vehicles"), "fa-car", rows)

    @api.model
    def _card(self, key, title, icon, rows):
        """Return a card, or nothing where it has no rows."""
        blank = {"value": "", "tone": "", "due": "", "open": False}
        return rows and {
            "key": key,
            "title": title,
            "icon": icon,
            "rows": [blank | row for row in rows],
        }
