import { registry } from "@web/core/registry";

const UNITS = `楼栋,单元,楼层,房号,房屋用途,建筑面积(㎡)
1栋,1单元,2,201,住宅,80
1栋,1单元,2,202,住宅,八十`;

function attach({ anchor }) {
    const files = new DataTransfer();
    files.items.add(new File([UNITS], "units.csv", { type: "text/csv" }));
    const input = anchor.querySelector("input[type=file]");
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

function openBillRuns() {
    const { action } = odoo.__WOWL_DEBUG__.root.env.services;
    return action.doAction("estate_service.estate_bill_run_action", {
        clearBreadcrumbs: true,
    });
}

const IMPORT = [
    {
        content: "Bring a list of units of which one row is faulty",
        trigger: ".o_field_widget[name=attachment_ids]",
        run: attach,
    },
    { trigger: ".o_field_widget[name=attachment_ids] .o_attachment:contains(units.csv)" },
    { trigger: "button[name=action_read]", run: "click" },
    {
        content: "Its columns are known by their headers",
        trigger: ".o_field_widget[name=column_ids] .o_data_row:contains(建筑面积)",
    },
    { trigger: "button[name=action_check].btn-primary", run: "click" },
    { trigger: ".o_notebook .nav-link[name=faults]", run: "click" },
    {
        content: "Row, value and reason are told; nothing is written yet",
        trigger: ".o_field_widget[name=issue_ids] .o_data_row:contains(八十)",
    },
    { trigger: "button[name=action_import_good]", run: "click" },
    { trigger: ".modal footer .btn-primary", run: "click" },
    {
        content: "The good row is a unit now",
        trigger: ".o_statusbar_status button.o_arrow_button_current[data-value=done]",
    },
    { trigger: "button[name=action_open_created]", run: openBillRuns },
];

const BILL = [
    { trigger: ".o_last_breadcrumb_item:contains(Bill Runs)" },
    { trigger: ".o_list_button_add", run: "click" },
    {
        content: "Community and month are proposed",
        trigger: ".o_form_view .o_field_widget[name=date_from]",
    },
    { trigger: "button[name=action_plan].btn-primary", run: "click" },
    {
        content: "What is unusual is looked at before it is published",
        trigger: ".o_statusbar_buttons button[name=action_view_anomalies]",
        run: "click",
    },
    {
        content: "The new unit has no fee yet",
        trigger: ".o_list_view .o_data_row:contains(201)",
    },
    { trigger: ".breadcrumb-item:contains(BR/) a", run: "click" },
    { trigger: "button[name=action_confirm_publish]", run: "click" },
    {
        content: "How many bills and how much is shown once more",
        trigger: ".modal .o_field_widget[name=bill_count]:contains(3)",
    },
    { trigger: ".modal button[name=action_confirm]", run: "click" },
    {
        content: "Published",
        trigger: ".o_statusbar_status button.o_arrow_button_current[data-value=done]",
    },
    { trigger: ".o_statusbar_buttons button[name=action_print_bills]", run: "click" },
    { trigger: ".modal .o_field_widget[name=bill_count]:contains(3)" },
    { trigger: ".modal button[name=action_print]", run: "click" },
    { content: "The paper was asked for", trigger: ".modal button[special=cancel]", run: "click" },
    { trigger: "body:not(:has(.modal)) button[name=action_view_bills]" },
];

registry.category("web_tour.tours").add("estate_first_bills_tour", {
    steps: () => [...IMPORT, ...BILL],
});
