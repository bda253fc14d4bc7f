/** What the tours share: steps that are taken on any screen. */

export const click = (trigger, content) => ({ content, trigger, run: "click" });

export const press = (name, content) =>
    click(`.o_statusbar_buttons button[name=${name}]`, content);

export const confirm = (content) => click(".modal footer .btn-primary", content);

export const openPage = (name) => click(`.o_notebook .nav-link[name=${name}]`);

export const inState = (state, content) => ({
    content,
    trigger: `.o_statusbar_status button.o_arrow_button_current[data-value=${state}]`,
});

/** Write a value into the first row of a list on a form, once no row is being left. */
export const editCell = (list, name, value, content) => [
    click(
        `.o_field_widget[name=${list}]:not(:has(.o_selected_row)) .o_data_cell[name=${name}]`,
        content
    ),
    {
        trigger: `.o_field_widget[name=${list}] .o_selected_row [name=${name}] input`,
        run: `edit ${value}`,
    },
];

/** Give a CSV file to a field that takes files. */
export const bringFile = (field, name, text, content) => ({
    content,
    trigger: `.o_field_widget[name=${field}]`,
    run({ anchor }) {
        const files = new DataTransfer();
        files.items.add(new File([text], name, { type: "text/csv" }));
        const input = anchor.querySelector("input[type=file]");
        input.files = files.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
    },
});

/** Sign with a finger in the dialog that a field for a signature opens. */
export const sign = (field, content) => [
    click(`.o_field_widget[name=${field}] .o_signature`, content),
    click(".modal .o_web_sign_draw_button"),
    {
        trigger: ".modal .o_web_sign_draw_button.active",
        async run() {
            const canvas = document.querySelector(".modal canvas.o_web_sign_signature");
            const box = canvas.getBoundingClientRect();
            const touch = (type, part) => {
                const event = new PointerEvent(type, {
                    pointerId: 1,
                    pointerType: "touch",
                    isPrimary: true,
                    button: 0,
                    buttons: type === "pointerup" ? 0 : 1,
                    pressure: 0.5,
                    bubbles: true,
                    cancelable: true,
                    clientX: box.left + box.width * part,
                    clientY: box.top + box.height * (0.3 + 0.4 * Math.sin(9 * part) ** 2),
                });
                canvas.dispatchEvent(event);
            };
            touch("pointerdown", 0.2);
            for (let part = 0.25; part < 0.8; part += 0.05) {
                touch("pointermove", part);
                await new Promise((resolve) => setTimeout(resolve, 20));
            }
            touch("pointerup", 0.8);
        },
    },
    click(".modal footer .btn-primary:enabled:contains(Sign)"),
    { trigger: `body:not(:has(.modal)) .o_field_widget[name=${field}] img.o_signature` },
];
