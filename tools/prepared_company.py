"""Plugin of pytest: the company that the tests book in, made once for a database.

A chart of accounts takes seconds to load, and every class of tests would load one of
its own. It is committed here, before the first test; what a class adds is rolled back
as ever.
`tests/common.py` makes the company itself where it is missing (Odoo's own runner).
"""

import pytest

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name

NAME = "estate_service_tests.company"


@pytest.fixture(scope="session", autouse=True)
def prepared_company(load_registry, worker_filestore):
    with Registry(get_db_name()).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        if env.ref(NAME, raise_if_not_found=False):
            return
        company = env["res.company"].create({"name": "company_1_data"})
        env["account.chart.template"].try_loading(
            "generic_coa", company=company, install_demo=False
        )
        if not company.account_fiscal_country_id:
            company.account_fiscal_country_id = env.ref("base.us")
        env["ir.model.data"]._update_xmlids([{"xml_id": NAME, "record": company}])
