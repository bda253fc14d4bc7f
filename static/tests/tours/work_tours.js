import { registry } from "@web/core/registry";
import { click, confirm, inState, openPage, press, sign } from "@estate_service/../tests/tours/steps";

const field = (name) => `.o_field_widget[name=${name}]`;
const write = (name, text, kind = "input") => ({
    trigger: `${field(name)} ${kind}`,
    run: `edit ${text}`,
});
const choose = (name, typed, shown = typed) => [
    write(name, typed),
    click(`.ui-autocomplete > li > a:contains(${shown})`),
];

/** Nothing of the page lies beside the telephone's screen. */
const fitsTheScreen = (content, trigger) => ({
    content,
    trigger,
    run() {
        const page = document.querySelector(".o_content") || document.body;
        for (const part of [document.documentElement, page]) {
            if (part.scrollWidth > part.clientWidth + 1) {
                throw new Error(`${part.scrollWidth} px wide, shown ${part.clientWidth}`);
            }
        }
    },
});

registry.category("web_tour.tours").add("estate_burst_call_tour", {
    steps: () => [
        ...choose("unit_id", "101"),
        ...choose("type_id", "Water and Drains", "Paid Repair at Home / Water and Drains"),
        write("summary", "Water runs from the kitchen pipe"),
        click(`${field("repeated")} input`, "What was understood is read back"),
        click(".o_form_button_save"),
        press("action_open_order", "Handed over and ordered with one click"),
        {
            content: "The work order of the request is there",
            trigger: `.o_statusbar_buttons button[name=action_dispatch]`,
        },
        press("action_dispatch", "Who knows water and has least in hand is sent"),
        inState("assigned"),
        { trigger: ".o_form_view:contains(Li)" },
    ],
});

registry.category("web_tour.tours").add("estate_burst_technician_tour", {
    url: "/odoo/estate-my-work",
    steps: () => [
        fitsTheScreen("His orders fit the telephone", ".o_kanban_view .o_kanban_record"),
        click(
            ".o_kanban_record:contains(Water runs) button[name=action_arrive]",
            "On site within the fifteen minutes"
        ),
        click(".o_kanban_record:contains(Water runs):not(:has(button[name=action_arrive]))"),
        fitsTheScreen("So does the form", ".o_estate_phone_form .o_statusbar_buttons button"),
        write("finding", "The pipe under the sink has burst", "textarea"),
        click(
            `${field("line_ids")} .o-kanban-button-new`,
            "What the new pipe costs is written down on the telephone"
        ),
        click(".modal .o_field_widget[name=is_material] input"),
        { trigger: ".modal .o_field_widget[name=name] input", run: "edit Angle valve" },
        { trigger: ".modal .o_field_widget[name=price_unit] input", run: "edit 48.5" },
        click(".modal .o_form_button_save"),
        { trigger: `body:not(:has(.modal)) ${field("line_ids")} .o_kanban_record:contains(Angle valve)` },
        press("action_consent", "What it takes and costs is agreed before it is done"),
        { trigger: ".modal .o_field_widget[name=agreed_by]" },
        confirm(),
        {
            trigger:
                "body:not(:has(.modal)) .o_statusbar_buttons button[name=action_accept]",
        },
        write("result", "Pipe replaced, tried out with the resident", "textarea"),
        click(`${field("opinion")} .o_radio_item:first-child input`),
        write("signed_by", "Wang Jianqiang"),
        ...sign("signature", "The resident signs with his finger"),
        fitsTheScreen("And all of it filled in", field("signature")),
        press("action_accept", "The resident has tried it out and signed"),
        { trigger: ".o_form_view:not(:has(button[name=action_accept]))" },
    ],
});

registry.category("web_tour.tours").add("estate_burst_visit_tour", {
    steps: () => [
        click(
            `${field("satisfaction")} .o_radio_item:first-child input`,
            "The engineering supervisor asks within a day"
        ),
        ...[1, 2, 3, 4].flatMap((number) => [
            click(`${field("answer_ids")} tr.o_data_row:nth-child(${number}) td[name=answer]`),
            {
                trigger: `${field("answer_ids")} tr.o_selected_row:nth-child(${number}) td[name=answer] :is(input, textarea)`,
                run: "edit As it should be",
            },
        ]),
        press("action_done"),
        inState("done"),
    ],
});

registry.category("web_tour.tours").add("estate_queue_tour", {
    url: "/odoo/estate-counter",
    steps: () => [
        {
            content: "Somebody waits already, longer than he should",
            trigger: ".o_visitor.o_late:contains(Mr Wang)",
        },
        { trigger: ".o_late_alert:contains(Mr Wang)" },
        click("[data-code=question]", "What the next one comes for"),
        { trigger: ".o_estate_console_sheet .o_line" },
        { trigger: ".o_arrive input[type=text]", run: "edit Ms Chen" },
        click(".o_arrive button[type=submit]"),
        { trigger: ".o_visitor:not(.o_serving):contains(Ms Chen)" },
        click(".o_visitor:contains(Mr Wang) .o_call", "Who waits longest is served first"),
        { trigger: ".o_visitor.o_serving:contains(Mr Wang)" },
        click(".o_visitor:contains(Ms Chen) .o_call"),
        { trigger: ".o_visitor.o_serving.border-primary:contains(Ms Chen)" },
        {
            content: "Without a mouse the other one is taken up again",
            trigger: ".o_visitor.o_serving:contains(Mr Wang) .o_pick[tabindex='0']",
            run({ anchor }) {
                const key = { key: "Enter", bubbles: true, cancelable: true };
                anchor.dispatchEvent(new KeyboardEvent("keydown", key));
            },
        },
        { trigger: ".o_visitor.o_serving.border-primary:contains(Mr Wang)" },
        click(".o_visitor.o_serving:contains(Mr Wang) .o_done"),
        click(
            ".o_visitor.o_serving:contains(Ms Chen) .o_move_up",
            "She insists on somebody else"
        ),
        {
            content: "Whom she was handed to is seen, and that she was",
            trigger: ".o_visitor.o_serving:contains(Ms Chen) .badge:contains(Moved Up)",
        },
    ],
});

registry.category("web_tour.tours").add("estate_commission_order_tour", {
    steps: () => [
        press("action_sign", "The principal has signed what he wants"),
        press("action_prepay"),
        { trigger: ".modal .o_field_widget[name=amount]" },
        confirm("The prepayment is taken, with a receipt"),
        {
            trigger:
                "body:not(:has(.modal)) .o_statusbar_buttons button[name=action_order]",
        },
        press("action_order", "The vendor is told"),
        inState("ordered"),
    ],
});

registry.category("web_tour.tours").add("estate_commission_delivery_tour", {
    steps: () => [
        openPage("result"),
        write("received_by", "汪奶奶"),
        click(`${field("wishes_told")} input`, "With the good wishes of the centre"),
        press("action_deliver"),
        inState("delivered"),
        openPage("result"),
        write("cost", "180"),
        write("vendor_ref", "B-77"),
        click(`${field("principal_told")} input`),
        press("action_settle", "Settled by the vendor's voucher"),
        inState("settled"),
        {
            content: "What is left goes back to the principal",
            trigger: ".alert-info:contains(20.00)",
        },
        openPage("opinion"),
        {
            trigger: `${field("satisfaction")} input, ${field("satisfaction")} select`,
            run({ anchor }) {
                anchor.click();
            },
        },
        click(".o_select_menu_menu .o_select_menu_item:contains(Very Satisfied)"),
        write("opinion", "The cake came in time", "textarea"),
        ...sign("opinion_signature", "The principal signs his opinion"),
        click(".o_form_button_save"),
        { trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible" },
    ],
});

registry.category("web_tour.tours").add("estate_commission_booking_tour", {
    steps: () => [
        press("action_refund", "The rest is given back"),
        { trigger: ".modal .o_field_widget[name=amount]" },
        confirm(),
        {
            trigger:
                "body:not(:has(.modal)) .o_statusbar_buttons button[name=action_book]",
        },
        press("action_book", "The voucher of the vendor is booked"),
        { trigger: "body:not(:has(button[name=action_book])) .o_form_view" },
    ],
});

registry.category("web_tour.tours").add("estate_commission_filing_tour", {
    steps: () => [press("action_close", "Nothing is left to do: to the file"), inState("done")],
});
