"""All bills of a run as one file: 500 pages without failing.

Every unit has a bill of three lines; they are printed as the run's button does, in the
way somebody walks. The pages of the file are counted and must be as many as the bills.
"""

import io
import resource

from odoo.tools.pdf import PdfReader

from bench.common import (
    Clock,
    Measure,
    arguments,
    environment,
    fresh_database,
    nothing_measured,
    result,
)
from bench.estate_seed import (
    publish_month,
    seed_community,
    seed_items,
    set_up_company,
)

REPORT = "estate_service.action_report_bill_notice"


def bills(env, size):
    """The run of a community with one bill per unit."""
    company = set_up_company(env)
    community, _owners = seed_community(
        env, company, seed_items(env, company), size, f"P{size}"
    )
    return publish_month(env, community)


def printed(env, run):
    """The file that the run's clerk gets."""
    action = env["estate.bill.print"].create({"run_id": run.id}).action_print()
    content, _kind = env["ir.actions.report"]._render_qweb_pdf(
        REPORT, action["context"]["active_ids"]
    )
    return content


def child_peak_mb():
    """Most memory of any program that was started: here, the one that makes PDFs."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main():
    options = arguments(__doc__, sizes=[500]).parse_args()
    clock = Clock(options.max_seconds)
    is_measured = False
    with fresh_database("papers", keep=options.keep) as database:
        for size in clock.in_time(options.sizes, "bills"):
            with environment(database) as env:
                run = bills(env, size)
                env.company.estate_print_limit = size
                with Measure(env) as measured:
                    content = printed(env, run)
            pages = len(PdfReader(io.BytesIO(content)).pages)
            assert pages == size, f"{pages} pages for {size} bills"
            result(
                "papers",
                pages=pages,
                seconds=measured.seconds,
                queries=measured.queries,
                file_mb=len(content) / 2**20,
                peak_mb=measured.peak_mb,
                child_peak_mb=child_peak_mb(),
            )
            is_measured = True
    if not is_measured:
        nothing_measured("papers", clock)


if __name__ == "__main__":
    main()
