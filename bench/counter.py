"""Several clerks work at once: nothing is booked twice, no number is left out.

Every bill is offered three times: a clerk clicks twice (one key), another clerk takes
the same money (another key). Then each unit's prepayment is given back, as often, of
which there is enough for one refund only. The clerks work in threads with a database
cursor each, through the retrying that serves their clicks in production.
"""

import random
import sys
import threading
from collections import Counter
from decimal import Decimal
from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying

from odoo.addons.estate_service.models.cashier.estate_cashier_refund import HeldMoney

from bench.common import Clock, arguments, environment, fresh_database, result
from bench.estate_seed import (
    publish_month,
    seed_clerk,
    seed_community,
    seed_items,
    set_up_company,
)

AHEAD, BACK = Decimal(30), Decimal(20)
"""What each payer prepays, and what of it is given back."""


def prepare(database, units):
    """Bills to pay, and a cashier who may take them."""
    with environment(database) as env:
        company = set_up_company(env)
        items = seed_items(env, company)
        community, _owners = seed_community(env, company, items, units, "C")
        publish_month(env, community)
        cashier = seed_clerk(env, "cashier", community)
        lines = env["estate.cashier"]._open_lines(community.unit_ids)
        by_unit = {}
        for line in lines:
            by_unit.setdefault(line["unit_id"], []).append(
                (line["move_line_id"], line["open"], line["partner_id"])
            )
        service = env["estate.cashier"]
        ways = [
            service._counter_methods(company, direction)[0].id
            for direction in ("inbound", "outbound")
        ]
        return cashier.id, ways, by_unit


def offers(by_unit, seed, purpose):
    """Each unit three times, in an order that makes the clerks meet."""
    work = [
        (unit, f"{purpose}{key}{unit}") for unit in by_unit for key in ("a", "a", "b")
    ]
    chance = random.Random(seed)
    position = {unit: chance.random() for unit in by_unit}
    return sorted(work, key=lambda offer: position[offer[0]])


def collect(env, method_id, by_unit, unit_id, key):
    """Pay all that is open, and some money ahead."""
    lines = by_unit[unit_id]
    unit = env["estate.unit"].browse(unit_id)
    payer = env["res.partner"].browse(lines[0][2])
    allocations = [line[:2] for line in lines]
    open_amount = sum(amount for _line, amount in allocations)
    return (
        env["estate.cashier"]
        ._collect(
            unit,
            payer,
            allocations,
            [{"payment_method_line_id": method_id, "amount": open_amount + AHEAD}],
            prepayments=[(None, AHEAD, payer)],
            key=key,
        )
        .id
    )


def give_back(env, method_id, by_unit, unit_id, key):
    """Give more than half of the prepayment back: for a second time it lacks."""
    payer = env["res.partner"].browse(by_unit[unit_id][0][2])
    held = HeldMoney(env["estate.unit"].browse(unit_id), payer, "prepay")
    way = {"payment_method_line_id": method_id}
    return env["estate.cashier"]._refund(held, BACK, way, "Moved", key=key).id


def clerk(database, user_id, act, work, clock, seen):
    """Serve what is left of the queue; note what came of each offer."""
    while work and not clock.expired():
        try:
            unit_id, key = work.pop(0)
        except IndexError:
            return
        with Registry(database).cursor() as cr:
            env = api.Environment(cr, user_id, {})
            try:
                call = partial(act, env, unit_id=unit_id, key=key)
                seen.append(("booked", retrying(call, env)))
            except UserError:
                cr.rollback()
                seen.append(("refused", unit_id))
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Five tries met another clerk's number: the customer waits a little.
                cr.rollback()
                work.append((unit_id, key))


def serve(database, clerks, user_id, act, work, clock):
    """Let the clerks do the work at the same time; returns what came of it."""
    seen = []
    threads = [
        threading.Thread(target=clerk, args=(database, user_id, act, work, clock, seen))
        for _number in range(clerks)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def gaps_of(vouchers):
    numbers = sorted(int(name.rsplit("/", 1)[1]) for name in vouchers.mapped("name"))
    return sum(b - a != 1 for a, b in zip(numbers, numbers[1:], strict=False))


def faults(database, by_unit):
    """Count what must not be: bills not paid just once, gaps, sums that differ."""
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        receipts = env["estate.receipt"].search([])
        refunds = env["estate.refund"].search([])
        per_unit = Counter(receipt.unit_id.id for receipt in receipts)
        refunded = Counter(refund.unit_id.id for refund in refunds)
        units = env["estate.unit"].browse(by_unit)
        held = env["estate.cashier"]._prepaid_balance(units)
        return {
            "double": sum(count > 1 for count in per_unit.values()),
            "refunded_twice": sum(count > 1 for count in refunded.values()),
            "unpaid": len(env["estate.cashier"]._open_lines(units)),
            "gaps": gaps_of(receipts) + gaps_of(refunds),
            "differ": sum(
                voucher.currency_id.compare_amounts(
                    voucher.amount, sum(voucher.payment_ids.mapped("amount"))
                )
                != 0
                for vouchers in (receipts, refunds)
                for voucher in vouchers
            )
            + sum(held.get(unit) != AHEAD - BACK for unit in by_unit),
        }


def booked(seen):
    return len({value for kind, value in seen if kind == "booked"})


def main():
    options = arguments(__doc__, units=40, clerks=3, seed=20261001).parse_args()
    clock = Clock(options.max_seconds)
    with fresh_database("counter", keep=options.keep) as database:
        user_id, (way_in, way_out), by_unit = prepare(database, options.units)

        def serve_all(act, way, purpose):
            work = offers(by_unit, options.seed, purpose)
            act = partial(act, method_id=way, by_unit=by_unit)
            return serve(database, options.clerks, user_id, act, work, clock)

        start = clock.elapsed
        taken = serve_all(collect, way_in, "in")
        seconds = clock.elapsed - start
        returned = serve_all(give_back, way_out, "out")
        wrong = faults(database, by_unit)
    seen = taken + returned
    result(
        "counter",
        offers=len(seen),
        receipts=booked(taken),
        refunds=booked(returned),
        refused=sum(kind == "refused" for kind, _value in seen),
        **wrong,
        receipts_per_s=booked(taken) / seconds,
        seconds=clock.elapsed,
    )
    complete = booked(taken) == booked(returned) == options.units
    complete = complete and len(seen) == 6 * options.units
    sys.exit(0 if complete and not any(wrong.values()) else 1)


if __name__ == "__main__":
    main()
