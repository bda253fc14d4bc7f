import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { FloatField, floatField } from "@web/views/fields/float/float_field";

import { useEffect } from "@odoo/owl";

/**
 * What a dial shows: empty until somebody has typed it, so that a dial at zero can be
 * said too. Core takes a zero typed over a zero for no change at all and drops it.
 */
export class DialField extends FloatField {
    setup() {
        /** The record over whose zero a zero stands typed. */
        this.zeroOf = null;
        super.setup();
        useEffect(
            (input) => {
                if (!input) {
                    return;
                }
                const onInput = () => this.look(input.value);
                const onChange = () => this.commitZero();
                input.addEventListener("input", onInput);
                input.addEventListener("change", onChange);
                return () => {
                    input.removeEventListener("input", onInput);
                    input.removeEventListener("change", onChange);
                };
            },
            () => [this.inputRef.el]
        );
        const { bus } = this.props.record.model;
        useBus(bus, "NEED_LOCAL_CHANGES", ({ detail }) => detail.proms.push(this.commitZero()));
        useBus(bus, "WILL_SAVE_URGENTLY", () => this.commitZero());
    }

    get isUnread() {
        return this.props.record.data.state === "todo" && !this.value;
    }

    get isTyped() {
        const { record, name } = this.props;
        return this.zeroOf === record.id || name in record._changes;
    }

    get formattedValue() {
        return this.isUnread && !this.isTyped ? "" : super.formattedValue;
    }

    look(text) {
        let zero = false;
        try {
            zero = Boolean(text.trim()) && this.parse(text) === 0;
        } catch {
            // Core marks what is no number.
        }
        this.zeroOf = zero ? this.props.record.id : null;
    }

    async commitZero() {
        const { record, name } = this.props;
        if (this.isUnread && this.zeroOf === record.id && !(name in record._changes)) {
            await record.update({ [name]: 0 });
        }
    }
}

registry.category("fields").add("estate_dial", {
    ...floatField,
    component: DialField,
    displayName: _t("Dial"),
    supportedTypes: ["float"],
});
