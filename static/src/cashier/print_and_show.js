import { registry } from "@web/core/registry";

/**
 * After money was booked: print its paper, then show the voucher, where it can be
 * printed again. The screen on which it was booked closes.
 */
async function printAndShow(env, action) {
    const { report, voucher } = action.params;
    await env.services.action.doAction(report);
    return voucher;
}

registry.category("actions").add("estate_print_and_show", printAndShow);
