"""From readings to usage: counted when a reading is entered, never when it is read."""

from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, float_compare

from ...engine.metering import Span, counted, estimate
from .bill_wording import number_text
from .estate_meter_reading import SHOWN_FAULTS


class EstateMeterReading(models.Model):
    """The chain of a meter's readings: what each adds to the one before."""

    _inherit = "estate.meter.reading"

    def _count(self, readings_from):
        """Count the usage of the readings from these days on anew.

        :param dict readings_from: ``{meter: first day}``
        :raises ValidationError: naming every reading that the dial cannot show
        """
        if not readings_from:
            return
        problems = []
        for readings in self._chains(readings_from).values():
            problems += self._count_chain(readings)
        if problems:
            raise ValidationError("\n".join(problems[:SHOWN_FAULTS]))

    def _chains(self, readings_from):
        """``{meter id: [last reading before the day, readings from the day on]}``.

        The first reading of a chain is a record or None; it stays as it is.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT changed.meter_id, r.id, r.date < changed.day AS before
                  FROM (VALUES %s) AS changed(meter_id, day)
                  JOIN LATERAL (
                       SELECT id, date FROM estate_meter_reading
                        WHERE meter_id = changed.meter_id AND state != 'todo'
                          AND date >= COALESCE((
                              SELECT max(date) FROM estate_meter_reading
                               WHERE meter_id = changed.meter_id AND state != 'todo'
                                 AND date < changed.day), changed.day)
                       ) AS r ON true
                 ORDER BY changed.meter_id, r.date, r.id
                """,
                SQL(", ").join(
                    SQL("(%s, %s::date)", meter.id, day)
                    for meter, day in readings_from.items()
                ),
            )
        )
        # Whoever may enter a reading counts from the one before, seen or not.
        everything = self.sudo().browse([reading_id for _, reading_id, _ in rows])
        chains = {}
        for reading, (meter_id, _id, before) in zip(everything, rows, strict=True):
            chain = chains.setdefault(meter_id, [None])
            if before:
                chain[0] = reading
            else:
                chain.append(reading)
        return chains

    def _count_chain(self, chain):
        """Count the readings after the first one; return what the dial cannot show."""
        before, *readings = chain
        problems = []
        for reading in readings:
            vals, problem = reading._counted_vals(before)
            if problem:
                problems.append(problem)
                break
            if any(reading[name] != value for name, value in vals.items()):
                reading.write(vals)
                reading._withdraw_release()
            before = reading
        return problems

    def _counted_vals(self, before):
        """What this reading adds to the one before it.

        :return: values of the counted fields and, where it cannot be, why
        """
        if not before:
            return self._first_vals(), ""
        try:
            usage, dial = counted(
                self._span(before, self.value, self.rolled_over),
                after_estimate=before._is_estimate(),
            )
        except ValueError as error:
            return {}, self._fault_text(error.args[0], before, self.value)
        return {
            "previous_date": before.date,
            "previous_value": before.charged_to,
            "usage": float(usage),
            "charged_to": float(dial),
            "is_unusual": self._deviates(usage, before),
        }, ""

    def _first_vals(self):
        return {
            "previous_date": False,
            "previous_value": 0.0,
            "usage": 0.0,
            "charged_to": self.value,
            "is_unusual": False,
        }

    def _span(self, before, value, rolled_over):
        meter = before.meter_id
        return Span(
            first=_decimal(before.charged_to),
            last=_decimal(value),
            digits=meter.digits,
            ratio=_decimal(meter.ratio),
            rolled_over=rolled_over,
        )

    def _is_estimate(self):
        """Whether the dial was never seen where usage is counted up to."""
        return self.kind == "estimated" or self.charged_to != self.value

    def _deviates(self, usage, before):
        """Whether the usage per day is far from that of the time before."""
        if not before.previous_date:
            return False
        days = (self.date - before.date).days
        known = (before.date - before.previous_date).days
        if not (days and known):
            return False
        now, earlier = float(usage) / days, before.usage / known
        percent = self.company_id.estate_meter_deviation_percent
        difference = abs(now - earlier) * 100
        if float_compare(difference, 0, precision_digits=4) <= 0:
            return False
        return float_compare(difference, earlier * percent, precision_digits=4) >= 0

    def _fault_text(self, code, before, value):
        known = {
            "reading": number_text(self.env, value),
            "before": number_text(self.env, before.charged_to),
            "day": before.date,
            "meter": before.meter_id.display_name,
            "digits": before.meter_id.digits,
        }
        if code == "off_dial":
            return self.env._(
                "%(meter)s: %(reading)s has more than the %(digits)s digits of the "
                "dial.",
                **known,
            )
        if code == "not_rolled_over":
            return self.env._(
                "%(meter)s: %(reading)s is no less than %(before)s of %(day)s: the "
                "dial did not begin again at zero.",
                **known,
            )
        return self.env._(
            "%(meter)s: %(reading)s is less than %(before)s of %(day)s. Was the meter "
            "replaced, or did the dial begin again at zero? Say so, usage is never "
            "negative.",
            **known,
        )

    def _would_use(self, value, rolled_over=False):
        """What this reading would add were it ``value``, and why it cannot be."""
        chains = self._chains({self.meter_id: self.date}) if self.meter_id else {}
        before = next(iter(chains.values()), [None])[0]
        return before._used_until(value, rolled_over) if before else (0.0, "")

    def _used_until(self, value, rolled_over=False):
        """What was used since this reading were the next one ``value``.

        :return: usage and, where the dial cannot show that, why
        """
        try:
            usage, _dial = counted(
                self._span(self, value, rolled_over), self._is_estimate()
            )
        except ValueError as error:
            return 0.0, self._fault_text(error.args[0], self, value)
        return float(usage), ""

    # ---------------------------------------------------------------- ESTIMATE

    def _estimate(self):
        """Read these by the daily average of what their meters used before.

        :return: those that could not be estimated: known for one day only
        """
        values = {}
        known = self._known_usage()
        for reading in self:
            dial, before = known.get(reading.meter_id.id, (None, []))
            try:
                more = estimate(before, reading.date)
            except ValueError:
                continue
            dial += more / _decimal(reading.meter_id.ratio)
            values[reading] = reading._estimate_vals(dial)
        estimated = self.browse([reading.id for reading in values])
        estimated._enter(values)
        return self - estimated

    def _estimate_vals(self, dial):
        """The dial as it likely stands; past its highest number it began again."""
        full = Decimal(10) ** self.meter_id.digits
        # Rounded first: 99999.996 is a turn, not a reading that the dial cannot show.
        dial = round(dial, 2)
        return {
            "value": float(dial % full),
            "kind": "estimated",
            "rolled_over": dial >= full,
        }

    def _known_usage(self):
        """What the meters used in a year: ``{meter id: (dial, [(day, used)])}``.

        ``dial`` is where usage is counted up to, ``used`` counts on from the first day.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT meter_id, date, charged_to, usage
                  FROM estate_meter_reading
                 WHERE meter_id = ANY(%s) AND state != 'todo' AND date >= %s
                 ORDER BY meter_id, date
                """,
                list(self.meter_id.ids),
                fields.Date.subtract(min(self.mapped("date")), years=1),
            )
        )
        known = {}
        for meter_id, day, dial, usage in rows:
            _dial, days = known.get(meter_id, (None, []))
            used = days[-1][1] + _decimal(usage) if days else Decimal(0)
            known[meter_id] = (_decimal(dial), [*days, (day, used)])
        return known


def _decimal(value):
    """The decimal that a field's number stands for."""
    return Decimal(str(value))
