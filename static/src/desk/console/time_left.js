import { Component, xml } from "@odoo/owl";

const MINUTE = 60;
const HOUR = 3600;

/** The milliseconds of a moment as the server writes it (UTC). */
export function moment(text) {
    return Date.parse(`${text.replace(" ", "T")}Z`);
}

/** Write seconds as 2:05, or 3:02:05 from an hour on. */
export function clock(seconds) {
    const whole = Math.floor(Math.abs(seconds));
    const parts = [Math.floor((whole % HOUR) / MINUTE), whole % MINUTE];
    if (whole >= HOUR) {
        parts.unshift(Math.floor(whole / HOUR));
    }
    const [first, ...rest] = parts;
    return [first, ...rest.map((part) => String(part).padStart(2, "0"))].join(":");
}

/** The time that is left until a moment; red and growing once it has passed. */
export class TimeLeft extends Component {
    static template = xml`
        <span class="o_estate_time_left" t-att-class="isLate ? 'o_late text-bg-danger' : 'text-bg-light'" t-esc="text" />`;
    static props = { due: String, now: Number };

    get seconds() {
        return (moment(this.props.due) - this.props.now) / 1000;
    }

    get isLate() {
        return this.seconds <= 0;
    }

    get text() {
        return (this.isLate ? "+" : "") + clock(this.seconds);
    }
}
