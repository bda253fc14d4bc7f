import { registry } from "@web/core/registry";
import {
    bringFile,
    click,
    confirm,
    inState,
    openPage,
    press,
} from "@estate_service/../tests/tours/steps";

const UNITS = `楼栋,单元,楼层,房号,房屋用途,建筑面积(㎡)
1栋,1单元,2,201,住宅,80
1栋,1单元,2,202,住宅,八十`;

function openBillRuns() {
    const { action } = odoo.__WOWL_DEBUG__.root.env.services;
    return action.doAction("estate_service.estate_bill_run_action", {
        clearBreadcrumbs: true,
    });
}

const IMPORT = [
    bringFile(
        "attachment_ids",
        "units.csv",
        UNITS,
        "Bring a list of units of which one row is faulty"
    ),
    { trigger: ".o_field_widget[name=attachment_ids] .o_attachment:contains(units.csv)" },
    click("button[name=action_read]"),
    {
        content: "Its columns are known by their headers",
        trigger: ".o_field_widget[name=column_ids] .o_data_row:contains(建筑面积)",
    },
    click("button[name=action_check].btn-primary"),
    openPage("faults"),
    {
        content: "Row, value and reason are told; nothing is written yet",
        trigger: ".o_field_widget[name=issue_ids] .o_data_row:contains(八十)",
    },
    click("button[name=action_import_good]"),
    confirm(),
    inState("done", "The good row is a unit now"),
    { trigger: "button[name=action_open_created]", run: openBillRuns },
];

const BILL = [
    { trigger: ".o_last_breadcrumb_item:contains(Bill Runs)" },
    click(".o_list_button_add"),
    {
        content: "Community and month are proposed",
        trigger: ".o_form_view .o_field_widget[name=date_from]",
    },
    click("button[name=action_plan].btn-primary"),
    press("action_view_anomalies", "What is unusual is looked at before it is published"),
    {
        content: "The new unit has no fee yet",
        trigger: ".o_list_view .o_data_row:contains(201)",
    },
    click(".breadcrumb-item:contains(BR/) a"),
    click("button[name=action_confirm_publish]"),
    {
        content: "How many bills and how much is shown once more",
        trigger: ".modal .o_field_widget[name=bill_count]:contains(3)",
    },
    click(".modal button[name=action_confirm]"),
    inState("done", "Published"),
    press("action_print_bills"),
    { trigger: ".modal .o_field_widget[name=bill_count]:contains(3)" },
    click(".modal button[name=action_print]"),
    click(".modal button[special=cancel]", "The paper was asked for"),
    { trigger: "body:not(:has(.modal)) button[name=action_view_bills]" },
];

registry.category("web_tour.tours").add("estate_first_bills_tour", {
    steps: () => [...IMPORT, ...BILL],
});
