"""Several clerks take money at once: nothing is booked twice, no number is left out.

Every bill is offered three times: a clerk clicks twice (one key), another clerk takes
the same money (another key). The clerks work in threads with a database cursor each,
through the retrying that serves their clicks in production.
"""

import random
import sys
import threading
from collections import Counter
from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying

from bench.common import Clock, arguments, environment, fresh_database, result
from bench.estate_seed import seed_clerk, seed_community, seed_items, set_up_company


def prepare(database, units):
    """Bills to pay, and a cashier who may take them."""
    with environment(database) as env:
        company = set_up_company(env)
        items = seed_items(env, company)
        community, _owners = seed_community(env, company, items, units, "C")
        run = env["estate.bill.run"].create(
            {
                "community_id": community.id,
                "date_from": "2026-10-01",
                "date_invoice": "2026-10-01",
            }
        )
        run.action_plan()
        run._publish_all()
        cashier = seed_clerk(env, "cashier", community)
        lines = env["estate.cashier"]._open_lines(community.unit_ids)
        by_unit = {}
        for line in lines:
            by_unit.setdefault(line["unit_id"], []).append(
                (line["move_line_id"], line["open"], line["partner_id"])
            )
        method = env["estate.cashier"]._counter_methods(company)[:1]
        return cashier.id, method.id, by_unit


def offers(by_unit, seed):
    """Each unit three times, in an order that makes the clerks meet."""
    work = [
        (unit, lines, key)
        for unit, lines in by_unit.items()
        for key in (f"a{unit}", f"a{unit}", f"b{unit}")
    ]
    chance = random.Random(seed)
    position = {unit: chance.random() for unit in by_unit}
    return sorted(work, key=lambda offer: position[offer[0]])


def collect(env, method_id, unit_id, lines, key):
    unit = env["estate.unit"].browse(unit_id)
    payer = env["res.partner"].browse(lines[0][2])
    allocations = [line[:2] for line in lines]
    way = {
        "payment_method_line_id": method_id,
        "amount": sum(open_amount for _line, open_amount in allocations),
    }
    service = env["estate.cashier"]
    return service._collect(unit, payer, allocations, [way], key=key).id


def clerk(database, user_id, method_id, work, clock, seen):
    """Serve what is left of the queue; note what came of each offer."""
    while work and not clock.expired():
        try:
            unit_id, lines, key = work.pop(0)
        except IndexError:
            return
        with Registry(database).cursor() as cr:
            env = api.Environment(cr, user_id, {})
            try:
                receipt_id = retrying(
                    partial(collect, env, method_id, unit_id, lines, key), env
                )
                seen.append(("booked", receipt_id))
            except UserError:
                cr.rollback()
                seen.append(("refused", unit_id))


def faults(database, by_unit):
    """Count what must not be: bills not paid just once, gaps, sums that differ."""
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        receipts = env["estate.receipt"].search([], order="id")
        numbers = sorted(
            int(name.rsplit("/", 1)[1]) for name in receipts.mapped("name")
        )
        per_unit = Counter(receipt.unit_id.id for receipt in receipts)
        units = env["estate.unit"].browse(by_unit)
        return {
            "double": sum(count > 1 for count in per_unit.values()),
            "unpaid": len(env["estate.cashier"]._open_lines(units)),
            "gaps": sum(b - a != 1 for a, b in zip(numbers, numbers[1:], strict=False)),
            "differ": sum(
                receipt.currency_id.compare_amounts(
                    receipt.amount, sum(receipt.payment_ids.mapped("amount"))
                )
                != 0
                for receipt in receipts
            ),
        }


def main():
    options = arguments(__doc__, units=40, clerks=3, seed=20261001).parse_args()
    clock = Clock(options.max_seconds)
    with fresh_database("counter", keep=options.keep) as database:
        user_id, method_id, by_unit = prepare(database, options.units)
        work, seen = offers(by_unit, options.seed), []
        start = clock.elapsed
        clerks = [
            threading.Thread(
                target=clerk, args=(database, user_id, method_id, work, clock, seen)
            )
            for _number in range(options.clerks)
        ]
        for thread in clerks:
            thread.start()
        for thread in clerks:
            thread.join()
        seconds = clock.elapsed - start
        wrong = faults(database, by_unit)
    receipts = len({value for kind, value in seen if kind == "booked"})
    result(
        "counter",
        offers=len(seen),
        receipts=receipts,
        refused=sum(kind == "refused" for kind, _value in seen),
        **wrong,
        receipts_per_s=receipts / seconds,
        seconds=clock.elapsed,
    )
    complete = receipts == options.units and len(seen) == 3 * options.units
    sys.exit(0 if complete and not any(wrong.values()) else 1)


if __name__ == "__main__":
    main()
