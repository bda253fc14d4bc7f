from datetime import timedelta

from odoo import models

OWNERS = ("owner", "co_owner")


class EstateImportOccupants(models.AbstractModel):
    """Ownership: one primary owner at a time, and shares that make the whole."""

    _inherit = "estate.import.occupants"

    def _by_unit(self, read):
        """Return the good rows of each unit."""
        units = {}
        for vals in read:
            if not vals["row"].faulty:
                units.setdefault(vals["unit"], []).append(vals)
        return units

    def _check_unit(self, plan, people, known):
        """Find contradictions among the people of one unit.

        :param known: the stored occupancies, {(partner id, role): values}
        """
        self._default_co_owners(people)
        self._check_repeated(plan, people)
        owners = [vals for vals in _good(people) if vals["role"] == "owner"]
        for number, vals in enumerate(owners):
            for earlier in owners[:number]:
                self._check_overlap(plan, earlier, vals)
            self._check_stored_owner(plan, vals, known)
        joint = [vals for vals in _good(people) if vals["role"] in OWNERS]
        if joint:
            self._check_shares(plan, joint, known)

    def _span(self, plan, vals):
        """Return the first and last day of a row's occupancy."""
        start = vals["date_start"] or self._default_start(plan, vals["unit"])
        return start, vals["date_end"]

    # ---- One at a time --------------------------------------------------------

    def _default_co_owners(self, people):
        """Let a co-owner without a date own from the day his owner does."""
        starts = [v["date_start"] for v in people if v["role"] == "owner"]
        for vals in people:
            if vals["role"] == "co_owner" and len(starts) == 1:
                vals["date_start"] = vals["date_start"] or starts[0]

    def _check_repeated(self, plan, people):
        """Keep the first row of a person in a role; a different second is a fault."""
        first = {}
        for vals in people:
            key = (vals["person"], vals["role"])
            earlier = first.setdefault(key, vals)
            if earlier is vals:
                continue
            vals["repeated"] = earlier
            number = earlier["row"].number
            if self._span(plan, earlier) == self._span(plan, vals):
                text = self.env._("Named in row %s already.", number)
                plan.notice(vals["row"], "name", text)
            else:
                text = self.env._("Row %s has other dates for this person.", number)
                plan.fault(vals["row"], "date_start", text)

    def _fault_repeated(self, plan, read):
        """Hold back what further rows say of a person whose first row is faulty."""
        for vals in read:
            earlier = vals.get("repeated")
            if earlier and earlier["row"].faulty and not vals["row"].faulty:
                text = self.env._(
                    "Row %s of this person has faults itself.", earlier["row"].number
                )
                plan.fault(vals["row"], "name", text)

    def _check_overlap(self, plan, earlier, vals):
        """Refuse the later of two primary owners of the same days."""
        if earlier["row"].faulty or earlier["person"] is vals["person"]:
            return
        if _overlap(self._span(plan, earlier), self._span(plan, vals)):
            text = self.env._(
                "Row %s names another owner of this unit: enter one of them as "
                "co-owner, or with the day his ownership ended.",
                earlier["row"].number,
            )
            plan.fault(vals["row"], "role", text)

    def _check_stored_owner(self, plan, vals, known):
        """Refuse an owner beside another one who is known here for these days."""
        person = vals["person"].stored
        for (partner_id, role), other in known.items():
            if role != "owner" or not other["is_primary"]:
                continue
            if person and partner_id == person["id"]:
                continue
            days = other["date_start"], other["date_end"]
            if _overlap(self._span(plan, vals), days):
                text = self.env._(
                    "The unit has another owner since %s: end that ownership first.",
                    other["date_start"],
                )
                plan.fault(vals["row"], "name", text)

    # ---- Shares ---------------------------------------------------------------

    def _check_shares(self, plan, joint, known):
        """Give joint owners equal shares where none are told; refuse wrong ones."""
        others = self._other_owners(joint, known)
        told = [vals for vals in joint if vals["share"] is not None]
        if len(joint) > 1 and not told and not others:
            self._share_equally(joint)
        owning = [self._owning(plan, vals, known) for vals in joint] + others
        day = self._wrong_day(owning, any(v["role"] == "co_owner" for v in joint))
        if day:
            text = self.env._(
                "The shares of the owners of this unit do not make 100 %% on %s.", day
            )
            for vals in joint:
                plan.fault(vals["row"], "share", text)

    def _other_owners(self, joint, known):
        """Return (first day, last day, share) of stored owners the file leaves out."""
        stored = [vals["person"].stored for vals in joint]
        named = {person["id"] for person in stored if person}
        return [
            (vals["date_start"], vals["date_end"], vals["share"])
            for (partner_id, role), vals in known.items()
            if role in OWNERS and partner_id not in named
        ]

    def _share_equally(self, joint):
        """Split the whole; the first owner bears the odd hundredths."""
        part = round(100 / len(joint), 2)
        for vals in joint:
            vals["share"] = part
        joint[0]["share"] = round(100 - part * (len(joint) - 1), 2)

    def _owning(self, plan, vals, known):
        """Return (first day, last day, share) as they will be stored."""
        person = vals["person"].stored
        stored = known.get((person["id"], vals["role"])) if person else None
        start, end = self._span(plan, vals)
        share = vals["share"]
        if stored:
            start = vals["date_start"] or stored["date_start"]
            end = end or stored["date_end"]
            share = stored["share"] if share is None else share
        return start, end, 100.0 if share is None else share

    def _wrong_day(self, owning, joint):
        """Return the first day on which the shares are not the whole, if any.

        The registry's own rule: it looks at the days on which an ownership begins or
        has ended, and forgives a hundredth per person.
        """
        days = {start for start, _end, _share in owning}
        days |= {end + timedelta(days=1) for _start, end, _share in owning if end}
        for day in sorted(days):
            shares = [s for b, e, s in owning if b <= day and (not e or e >= day)]
            if len(shares) > 1 or (joint and shares):
                if abs(sum(shares) - 100) > 0.01 * len(shares) + 1e-6:
                    return day
        return None


def _good(people):
    """Return the rows that count: without a fault so far, and not said before."""
    return [v for v in people if not (v["row"].faulty or v.get("repeated"))]


def _overlap(one, other):
    """Tell whether two spans of days share a day; an empty end is open."""
    return (not one[1] or other[0] <= one[1]) and (not other[1] or one[0] <= other[1])
