import { registry } from "@web/core/registry";
import { click } from "@estate_service/../tests/tours/steps";

const line = (number, cell) =>
    `.o_field_widget[name=line_ids] tr.o_data_row:nth-child(${number}) td[name=${cell}]`;
const way = (number, cell) =>
    `.o_field_widget[name=method_ids] tr.o_data_row:nth-child(${number}) td[name=${cell}]`;

registry.category("web_tour.tours").add("estate_collect_tour", {
    url: "/odoo/estate-collect",
    steps: () => [
        {
            content: "The search for the unit is in focus; find it by the owner's name",
            trigger: ".o_field_widget[name=unit_id] input",
            run: "edit 汪健强",
        },
        click(".ui-autocomplete > li > a:contains(101)"),
        click(line(1, "selected") + " input", "Two lines are open; the first is ticked whole"),
        { trigger: ".o_field_widget[name=pay_total]:contains(249.68)" },
        click(line(2, "pay"), "A part of the second"),
        { trigger: line(2, "pay") + " input", run: "edit 7.50" },
        click(way(1, "tendered"), "Cash is given"),
        { trigger: way(1, "tendered") + " input", run: "edit 200" },
        click(way(2, "take_rest") + " button", "The rest is paid another way with one click"),
        { trigger: way(2, "amount") + ":contains(57.18)" },
        click("button[name=action_collect]"),
        {
            content: "The receipt is written and the screen waits for the next customer",
            trigger: ".alert-success:contains(257.18)",
            timeout: 60000,
        },
        { trigger: ".o_field_widget[name=unit_id] input:value(/^$/)" },
        click(".o_form_button_cancel", "Leave the empty screen"),
    ],
});
