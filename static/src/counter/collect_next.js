import { registry } from "@web/core/registry";

/**
 * After a collection: print the receipt, then open the screen anew for the next
 * customer, with the search for the unit in focus.
 */
async function collectNext(env, action) {
    const { report, receipt_id } = action.params;
    await env.services.action.doAction(report);
    await env.services.action.doAction("estate_service.estate_collect_action", {
        additionalContext: { default_last_receipt_id: receipt_id },
        stackPosition: "replaceCurrentAction",
    });
}

registry.category("actions").add("estate_collect_next", collectNext);
