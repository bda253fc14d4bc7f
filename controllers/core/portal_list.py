from odoo.http import request

from odoo.addons.portal.controllers.portal import pager as portal_pager


def portal_list(portal, page, url, template, name, records, domain, order=None, **more):
    """Render one page of a list of the portal.

    :param portal: the controller, a ``CustomerPortal``
    :param int page: which page, from 1
    :param url: of the list; ``/page/2`` follows it
    :param template: shows the records under ``name``, which is the page's name too
    :param records: the model, with the rights by which it is read
    :param domain: what the reader may see of it
    :param more: what else the template shows
    """
    pager = portal_pager(
        url=url,
        total=records.search_count(domain),
        page=page,
        step=portal._items_per_page,
    )
    found = records.search(
        domain, order=order, limit=portal._items_per_page, offset=pager["offset"]
    )
    values = portal._prepare_portal_layout_values()
    return request.render(
        template,
        values
        | more
        | {name: found, "pager": pager, "page_name": name, "default_url": url},
    )
