import { Component, useState } from "@odoo/owl";
import { onPress } from "../../core/press";
import { TimeLeft, clock, moment } from "./time_left";

/**
 * Who waits and who is served: red once the standard is broken. One click serves,
 * moves up or sees off.
 */
export class CounterQueue extends Component {
    static template = "estate_service.CounterQueue";
    static components = { TimeLeft };
    static props = {
        queue: Object,
        now: Number,
        busy: Boolean,
        current: [Number, Boolean],
        arrive: Function,
        step: Function,
        pick: Function,
    };

    setup() {
        this.onPress = onPress;
        this.state = useState({
            name: "",
            phone: "",
            urgent: false,
            token: this.newToken(),
            drafts: {},
        });
    }

    newToken() {
        return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) =>
            part.toString(16)
        ).join("");
    }

    async arrive() {
        await this.props.arrive({
            visitor_name: this.state.name.trim(),
            visitor_phone: this.state.phone.trim(),
            urgent: this.state.urgent,
            client_token: this.state.token,
        });
        Object.assign(this.state, {
            name: "",
            phone: "",
            urgent: false,
            token: this.newToken(),
        });
    }

    waited(visitor) {
        return clock((this.props.now - moment(visitor.arrived)) / 1000);
    }

    isLate(visitor) {
        return visitor.urgent || moment(visitor.wait_due) <= this.props.now;
    }

    get firstLate() {
        return this.props.queue.waiting.find((visitor) => this.isLate(visitor));
    }

    /** What is typed for the manager is kept here: the queue is read anew meanwhile. */
    draft(visitor) {
        this.state.drafts[visitor.id] ||= {
            visitor_name: visitor.visitor_name,
            visitor_phone: visitor.phone,
            note: visitor.note,
        };
        return this.state.drafts[visitor.id];
    }

    passOn(visitor) {
        return this.props.step("action_pass_on", visitor, { ...this.draft(visitor) });
    }
}
