import { registry } from "@web/core/registry";

const CURRENT = ".o_estate_bank_line.o_current";
const STATEMENT = `账号：,44050100000000001234

交易日期,交易时间,借方发生额,贷方发生额,余额,对方户名,对方账号,摘要,备注
20261103,10:00:00,,115,1115,郭萍,6217000000000000002,转账,1-1-102 物业费
20261104,10:01:00,,200,1315,代理人,6217000000000000004,转账,代付
20261105,10:02:00,,115,1430,路人,6217000000000000003,转账,转账`;

function upload({ anchor }) {
    const files = new DataTransfer();
    files.items.add(new File([STATEMENT], "statement.csv", { type: "text/csv" }));
    const input = anchor.querySelector("input[type=file]");
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

registry.category("web_tour.tours").add("estate_recon_tour", {
    steps: () => [
        {
            content: "Bring the statement of the bank",
            trigger: ".o_field_widget[name=file]",
            run: upload,
        },
        {
            content: "The file is taken",
            trigger: ".o_field_widget[name=file] input:value(statement.csv)",
        },
        { content: "Read the file", trigger: "button[name=action_check]", run: "click" },
        {
            content: "Its new lines are shown before they are written",
            trigger: ".o_estate_bank_lines td:contains(1-1-102)",
        },
        { trigger: "button[name=action_import]", run: "click" },
        {
            content: "What is certain is booked by itself; the rest is left",
            trigger: ".o_form_statusbar button[name=action_match]",
            run: "click",
        },
        {
            content: "Nobody is named: only the amount fits",
            trigger: ".o_estate_bank_line:contains(路人)",
            run: "click",
        },
        {
            content: "What it would pay is shown",
            trigger: ".o_estate_candidate.o_current table",
        },
        { trigger: ".o_accept:enabled", run: "click" },
        {
            content: "The next line comes by itself",
            trigger: `${CURRENT}:contains(代付)`,
        },
        { trigger: ".o_split:enabled", run: "click" },
        {
            trigger: ".o_estate_split input[type=search]",
            run: "edit 103",
        },
        {
            trigger: ".o_estate_split .dropdown-item:contains(103)",
            run: "click",
        },
        {
            content: "The oldest bills first, the rest is kept",
            trigger: ".o_estate_split input[aria-label=Prepayment]:value(85.00)",
        },
        { trigger: ".o_estate_split .o_book:enabled", run: "click" },
        {
            content: "Nothing is left",
            trigger: ".o_view_nocontent:contains(Everything is matched)",
        },
        { trigger: "[data-kind=done]", run: "click" },
        {
            trigger: ".o_estate_bank_line:contains(代付)",
            run: "click",
        },
        {
            trigger: ".o_estate_workbench_side button:contains(Undo Match)",
            run: "click",
        },
        { trigger: "[data-kind=all]", run: "click" },
        {
            content: "It is to be matched again",
            trigger: `${CURRENT}:contains(代付)`,
        },
    ],
});
