import { registry } from "@web/core/registry";
import { bringFile, click } from "@estate_service/../tests/tours/steps";

const CURRENT = ".o_estate_bank_line.o_current";
const CHOSEN = ".o_estate_candidate.o_current";
const WATCHED = 2500;
const STATEMENT = `账号：,44050100000000001234

交易日期,交易时间,借方发生额,贷方发生额,余额,对方户名,对方账号,摘要,备注
20261103,10:00:00,,115,1115,郭萍,6217000000000000002,转账,1-1-102 物业费
20261104,10:01:00,,200,1315,代理人,6217000000000000004,转账,代付
20261105,10:02:00,,115,1430,路人,6217000000000000003,转账,转账`;

registry.category("web_tour.tours").add("estate_recon_tour", {
    steps: () => [
        bringFile("file", "statement.csv", STATEMENT, "Bring the statement of the bank"),
        {
            content: "The file is taken",
            trigger: ".o_field_widget[name=file] input:value(statement.csv)",
        },
        click("button[name=action_check]", "Read the file"),
        {
            content: "Its new lines are shown before they are written",
            trigger: ".o_estate_bank_lines td:contains(1-1-102)",
        },
        click("button[name=action_import]"),
        click(
            ".o_form_statusbar button[name=action_match]",
            "What is certain is booked by itself; the rest is left"
        ),
        {
            content: "Another file is being written; all can be done with keys",
            trigger: `.o_action_manager:has(.o_estate_workbench_work) ${CURRENT}:contains(路人)`,
            run: "press ?",
        },
        { trigger: ".modal .o_estate_keys", run: "press Escape" },
        {
            trigger: `body:not(:has(.modal)) ${CURRENT}:contains(路人)`,
            run: "press a",
        },
        {
            content: "What only the amount leads to is not accepted with all",
            trigger: ".modal:has(.o_accept_all:disabled) .o_told:contains(0 bank lines)",
            run: "press Escape",
        },
        {
            content: "Nobody is named: only the amount fits, that of two units",
            trigger: `body:not(:has(.modal)) ${CURRENT}:contains(路人)`,
            run: "press 2",
        },
        {
            content: "What it would pay is shown",
            trigger: `${CHOSEN}:contains(103) table`,
            run: "press ArrowRight",
        },
        {
            content: "The page reads itself again meanwhile",
            trigger: `${CHOSEN}:focus:contains(103)`,
            run: () => new Promise((resolve) => setTimeout(resolve, WATCHED)),
        },
        {
            content: "The chosen candidate stays",
            trigger: `${CHOSEN}:contains(103) table`,
            run: "press ArrowUp",
        },
        { trigger: `${CHOSEN}:contains(101) table`, run: "press Enter" },
        {
            content: "The next line comes by itself, and what was booked can be undone",
            trigger: `.o_action_manager:has(.o_estate_workbench_last:contains(路人)) ${CURRENT}:contains(代付)`,
            run: "press u",
        },
        {
            trigger: `.o_action_manager:not(:has(.o_estate_workbench_last)):has(${CHOSEN} table) ${CURRENT}:contains(路人)`,
            run: "press Enter",
        },
        { trigger: `${CURRENT}:contains(代付)`, run: "press s" },
        {
            content: "Escape closes without booking",
            trigger: ".o_estate_split input[type=search]:focus",
            run: "press Escape",
        },
        {
            trigger: `.o_action_manager:not(:has(.o_estate_split)) ${CURRENT}:contains(代付)`,
            run: "press s",
        },
        {
            trigger: ".o_estate_split input[type=search]",
            run: "edit 103",
        },
        {
            content: "Enter takes the unit found",
            trigger: ".o_estate_split .dropdown-item.active:contains(103)",
            run: "press Enter",
        },
        {
            content: "The oldest bills first, the rest is kept",
            trigger: ".o_estate_split input[aria-label=Prepayment]:value(85.00)",
        },
        { trigger: ".o_estate_split .o_book:enabled", run: "press Control+Enter" },
        {
            content: "Nothing is left",
            trigger: ".o_view_nocontent:contains(Everything is matched)",
            run: "press Shift+F",
        },
        {
            content: "The filter before the first is the last one: what is matched",
            trigger: `.o_action_manager:has([data-kind=done].active) ${CURRENT}:contains(路人)`,
            run: "press ArrowDown",
        },
        {
            trigger: `.o_action_manager:has(.o_estate_workbench_side button:contains(Undo Match)) ${CURRENT}:contains(代付)`,
            run: "press u",
        },
        {
            trigger: ".o_action_manager:not(:has(.o_estate_bank_line:contains(代付)))",
            run: "press f",
        },
        {
            content: "It is to be matched again",
            trigger: `.o_action_manager:has([data-kind=all].active) ${CURRENT}:contains(代付)`,
        },
    ],
});
