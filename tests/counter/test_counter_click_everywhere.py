"""Every menu of the app opens in a real browser, for the administrator in each view.

What each role may read in all views of its menus, and filters and groupings, are looked
at without a browser (``test_access_first_lists``).
"""

import json

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

LEAST = 20
"""Screens that even the front desk has."""
OPEN = """
const { rpcBus } = odoo.loader.modules.get("@web/core/network/rpc");
const { action, dialog, menu } = odoo.__WOWL_DEBUG__.root.env.services;
const pending = new Set();
rpcBus.addEventListener("RPC:REQUEST", ({ detail }) => pending.add(detail.data.id));
rpcBus.addEventListener("RPC:RESPONSE", ({ detail }) => pending.delete(detail.data.id));

async function settle() {
    do {
        await new Promise((done) => setTimeout(done));
        await new Promise((done) => requestAnimationFrame(done));
    } while (pending.size);
}

function entries(node) {
    const below = node.childrenTree.flatMap(entries);
    return node.actionID ? [node, ...below] : below;
}

(async () => {
    const views = %(views)s;
    const root = menu.getAll().find((node) => node.xmlid === "%(root)s");
    let opened = 0;
    for (const entry of entries(menu.getMenuAsTree(root.id))) {
        for (const viewType of views[entry.actionID] || [undefined]) {
            const shown = `${entry.name}: ${viewType || "screen"}`;
            console.log(shown);
            await action.doAction(entry.actionID, { clearBreadcrumbs: true, viewType });
            await settle();
            if (document.querySelector(".o_error_dialog")) {
                throw new Error(`${shown} fails`);
            }
            dialog.closeAll();
            opened++;
        }
    }
    if (opened < %(least)s) {
        throw new Error(`only ${opened} screens were opened`);
    }
    console.log("test successful");
})().catch((error) => console.error(error.stack || error.message));
"""


@tagged("post_install", "-at_install")
class TestCounterClickEverywhere(HttpCase):
    # A menu may lead to a form.
    allow_end_on_form = True

    def _open_everything(self, role, views):
        """Open all that a user with this role finds in the app.

        :param views: how many views of each screen
        """
        communities = self.env["estate.community"].search([("id", "!=", False)])
        companies = communities.company_id or self.env.company
        user = new_test_user(
            self.env,
            f"{role}.clicks",
            groups=f"estate_service.group_estate_{role}",
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
            estate_community_ids=[Command.set(communities.ids)],
            tour_enabled=False,
        )
        script = OPEN % {
            "root": "estate_service.estate_menu_root",
            "views": json.dumps(self._views(views)),
            "least": LEAST,
        }
        self.browser_js(
            "/odoo", script, "odoo.isReady === true", login=user.login, timeout=300
        )

    def _views(self, views):
        """Return ``{action id: its first views}``; forms open from lists."""
        actions = self.env["ir.actions.act_window"].search([])
        modes = {action.id: action.view_mode.split(",") for action in actions}
        shown = {
            action_id: [mode for mode in all_modes if mode != "form"]
            for action_id, all_modes in modes.items()
        }
        return {action_id: found[:views] for action_id, found in shown.items() if found}

    def test_front_desk_opens_everything_it_sees(self):
        self._open_everything("front_desk", views=1)

    def test_administrator_opens_everything_he_sees(self):
        self._open_everything("admin", views=None)
