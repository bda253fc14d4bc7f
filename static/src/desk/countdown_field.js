import { Component, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** One clock for all countdowns of the page. */
const ticking = new Set();
let timer = null;

function follow(tick) {
    ticking.add(tick);
    timer ??= browser.setInterval(() => ticking.forEach((one) => one()), 1000);
}

function leave(tick) {
    ticking.delete(tick);
    if (!ticking.size) {
        browser.clearInterval(timer);
        timer = null;
    }
}

/**
 * How long until a promised time, counting down; red when it has passed. The bar is the
 * last hour: what a dispatcher can still do something about (B-15).
 */
export class CountdownField extends Component {
    static template = "estate_service.CountdownField";
    static props = { ...standardFieldProps };

    setup() {
        this.state = useState({ now: DateTime.now().toSeconds() });
        const tick = () => {
            this.state.now = DateTime.now().toSeconds();
        };
        follow(tick);
        onWillUnmount(() => leave(tick));
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    /** Seconds that are left; below zero when it is late. */
    get left() {
        return Math.round(this.value.toSeconds() - this.state.now);
    }

    get isLate() {
        return this.left < 0;
    }

    get text() {
        const seconds = Math.abs(this.left);
        const sign = this.isLate ? "−" : "";
        if (seconds >= DAY) {
            return _t("%(sign)s%(days)s d %(hours)s h", {
                sign,
                days: Math.floor(seconds / DAY),
                hours: Math.floor((seconds % DAY) / HOUR),
            });
        }
        const two = (number) => String(number).padStart(2, "0");
        const minutes = two(Math.floor((seconds % HOUR) / 60));
        const clock = `${minutes}:${two(seconds % 60)}`;
        return seconds >= HOUR ? `${sign}${Math.floor(seconds / HOUR)}:${clock}` : sign + clock;
    }

    get title() {
        return this.value.toLocaleString(DateTime.DATETIME_SHORT);
    }

    get width() {
        return this.isLate ? 100 : Math.min(100, (100 * this.left) / HOUR);
    }

    get color() {
        if (this.isLate) {
            return "danger";
        }
        return this.left < HOUR / 4 ? "warning" : "success";
    }
}

registry.category("fields").add("estate_countdown", {
    component: CountdownField,
    displayName: _t("Countdown"),
    supportedTypes: ["datetime"],
    isEmpty: (record, name) => !record.data[name],
});
