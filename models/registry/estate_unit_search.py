import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.unit_code import normalise, parse_unit_code
from .estate_vehicle import normalise_plate

LIKE = ("ilike", "like")
PLATE = re.compile(r"(?=.*\d)[A-Z0-9\u4e00-\u9fff]{3,10}")
PHONE = re.compile(r"\+?[\d\s().\-]{4,20}")


class EstateUnit(models.Model):
    """A unit is found by whatever the person at the counter says.

    Its code in any spelling, the name of somebody who lives or lived there, the last
    four digits of a phone, or a number plate. Each way is a branch of one query that
    returns the unit and what was matched, so that the list can say why a unit is in
    it. A room that keeps something else by which a unit is asked for, as the code of a
    parcel, adds its branch to :meth:`_match_branches`.
    """

    _inherit = "estate.unit"

    # ------------------------------------------------------------
    # SEARCH
    # ------------------------------------------------------------

    @api.model
    def _search_display_name(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        if operator == "in" and not isinstance(value, str):
            return Domain.OR(self._exact_name_domain(name) for name in value)
        text = normalise(value) if isinstance(value, str) else ""
        if operator not in LIKE or not text:
            return super()._search_display_name(operator, value)
        matches = self._matches_sql(text)
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IN (SELECT unit_id FROM (%s) AS match)",
                SQL.identifier(alias, "id"),
                matches,
            )
        )

    @api.model
    def _exact_name_domain(self, name):
        """Read a display name back: ``3-2-1501 · Lakeside``."""
        code, _separator, community = str(name or "").partition(" · ")
        parsed = parse_unit_code(code)
        codes = {code, normalise(code), parsed.code if parsed else code}
        domain = Domain("code", "in", list(codes))
        if community:
            domain &= Domain("community_id.name", "=", community)
        return domain

    @api.model
    @api.readonly
    def web_name_search(
        self, name, specification, domain=None, operator="ilike", limit=100
    ):
        """Say in the drop-down whom or what the search has found."""
        rows = super().web_name_search(name, specification, domain, operator, limit)
        text = normalise(name or "")
        if operator not in LIKE or not text or set(specification) != {"display_name"}:
            return rows
        hints = self.browse(row["id"] for row in rows)._match_hints(text)
        for row in rows:
            if hint := hints.get(row["id"]):
                name = row["display_name"]
                row["__formatted_display_name"] = f"{name}\t--{hint}--"
        return rows

    def _match_hints(self, text):
        """Return why each of these units was found, where it is not for its code.

        :return: ``{unit id: "汪健强 (former)"}``
        """
        if not self:
            return {}
        rows = self.env.execute_query(
            SQL(
                """SELECT unit_id, label, bool_or(present) FROM (%s) AS match
                    WHERE unit_id = ANY(%s) AND label IS NOT NULL
                    GROUP BY unit_id, label ORDER BY unit_id, 3 DESC, label""",
                self._matches_sql(normalise(text)),
                self.ids,
            )
        )
        hints = {}
        for unit_id, label, present in rows:
            if not present:
                label = self.env._("%(person)s (former)", person=label)
            hints.setdefault(unit_id, []).append(label)
        return {unit_id: ", ".join(labels) for unit_id, labels in hints.items()}

    # ------------------------------------------------------------
    # WAYS TO FIND
    # ------------------------------------------------------------

    @api.model
    def _matches_sql(self, text):
        """Return a query of ``unit_id``, ``label`` and ``present`` for a text."""
        return SQL(" UNION ALL ").join(self._match_branches(text))

    @api.model
    def _match_branches(self, text):
        """Return the ways to find a unit by a text; rooms above add theirs.

        Every search of a unit goes through them, the counter's as well (B-12). Each is
        a query of three columns: ``unit_id``, ``label``, which tells in the drop-down
        what was found, and ``present``, false for what once was. It has to find its
        rows by an index of its own, and comes only for a text that may be meant for it.

        :param text: as it was typed, in the spelling of ``normalise``
        """
        branches = [self._match_code_sql(way) for way in self._code_conditions(text)]
        if PHONE.fullmatch(text):
            branches += self._match_phone_sql(re.sub(r"\D", "", text))
        plate = normalise_plate(text)
        if PLATE.fullmatch(plate):
            branches.append(self._match_plate_sql(plate))
        if re.search(r"[^\W\d_]", text) and not parse_unit_code(text):
            branches.append(self._match_name_sql(text))
        return branches

    @api.model
    def _match_code_sql(self, condition):
        fields_read = [self._fields[name] for name in ("code", "section", "room")]
        return SQL(
            """SELECT u.id AS unit_id, NULL::varchar AS label, TRUE AS present
                 FROM estate_unit u WHERE %s""",
            condition,
            to_flush=fields_read,
        )

    @api.model
    def _code_conditions(self, text):
        """Return the ways in which a text may be (part of) a code.

        Each is a branch of its own: joined by OR they would miss their indexes. What
        begins with a digit begins a number of the code: 17-2 does not find 117-2.
        """
        edge = "(^|[^0-9])" if text[0].isdecimal() else ""
        conditions = [SQL("u.code ~* %s", f"{edge}{re.escape(text)}")]
        if text.isdecimal():
            return conditions
        prefixes = (
            self.env["estate.community"].search([("active", "=", True)])._spellings()
        )
        parsed = parse_unit_code(text, prefixes)
        if parsed and (parsed.room or parsed.building):
            conditions.append(self._parsed_condition(parsed))
        return conditions

    @api.model
    def _parsed_condition(self, parsed):
        """Return the condition that a unit bears all the parts that were written."""
        conditions = []
        if parsed.building:
            building = self.env["estate.building"]._fields["code"]
            conditions.append(
                SQL(
                    "u.building_id IN (SELECT id FROM estate_building WHERE code = %s)",
                    parsed.building,
                    to_flush=building,
                )
            )
        for name in ("section", "room"):
            if value := getattr(parsed, name):
                conditions.append(SQL("%s = %s", SQL.identifier("u", name), value))
        return SQL("(%s)", SQL(" AND ").join(conditions))

    @api.model
    def _match_name_sql(self, text):
        # Chinese knows no case; folding it for 100,000 names takes most of the time.
        caseless = text.lower() == text.upper()
        return self._match_person_sql(
            SQL(
                "p.name LIKE %s" if caseless else "p.name ILIKE %s",
                f"%{_escaped(text)}%",
                to_flush=self.env["res.partner"]._fields["name"],
            )
        )

    @api.model
    def _match_phone_sql(self, digits):
        """Return the queries for a phone: the people's own and their contacts'."""
        partner = self.env["res.partner"]._fields
        point = self.env["estate.contact.point"]._fields
        tail, rest = digits[-4:], f"%{digits}"
        own = SQL(
            """p.estate_phone_tail = %s
               AND regexp_replace(p.phone, '\\D', '', 'g') LIKE %s""",
            tail,
            rest,
            to_flush=[partner["phone"], partner["estate_phone_tail"]],
        )
        contacts = SQL(
            """SELECT c.unit_id, c.name AS label,
                      c.invalid IS NOT TRUE AND %s AS present
                 FROM estate_contact_point c
                 JOIN estate_occupancy o ON o.id = c.occupancy_id
                WHERE c.phone_tail = %s
                  AND regexp_replace(c.phone, '\\D', '', 'g') LIKE %s""",
            self._present_sql(),
            tail,
            rest,
            to_flush=[point[name] for name in ("phone", "phone_tail", "invalid")],
        )
        return [self._match_person_sql(own), contacts]

    @api.model
    def _match_person_sql(self, condition):
        occupancy = self.env["estate.occupancy"]._fields
        names = ("unit_id", "partner_id", "date_start", "date_end")
        return SQL(
            """SELECT o.unit_id, p.name AS label, %s AS present
                 FROM res_partner p JOIN estate_occupancy o ON o.partner_id = p.id
                WHERE %s""",
            self._present_sql(),
            condition,
            to_flush=[occupancy[name] for name in names],
        )

    @api.model
    def _present_sql(self):
        today = fields.Date.context_today(self)
        return SQL(
            "(o.date_start <= %s AND (o.date_end IS NULL OR o.date_end >= %s))",
            today,
            today,
        )

    @api.model
    def _match_plate_sql(self, plate):
        vehicle = self.env["estate.vehicle"]._fields
        return SQL(
            """SELECT v.unit_id, v.plate AS label,
                      v.active AND (v.date_end IS NULL OR v.date_end >= %s) AS present
                 FROM estate_vehicle v WHERE v.plate LIKE %s""",
            fields.Date.context_today(self),
            f"%{_escaped(plate)}%",
            to_flush=[vehicle[name] for name in ("plate", "unit_id", "active")],
        )


def _escaped(text):
    """Take the meaning from the wildcards of LIKE."""
    return re.sub(r"([\\%_])", r"\\\1", text)
