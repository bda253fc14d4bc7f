import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { onPress } from "../../core/press";
import { CounterQueue } from "./queue";
import { TimeLeft, moment } from "./time_left";

const MODEL = "estate.counter.console";
const POLL = 10000;
const TICK = 1000;
const TYPING = 250;

/**
 * One screen for who sits at the counter: find a unit, see at once all that is known of
 * it, start what the resident came for with its script, and keep an eye on who waits.
 */
export class CounterConsole extends Component {
    static template = "estate_service.CounterConsole";
    static components = { Layout, CounterQueue, TimeLeft };
    static props = { ...standardActionServiceProps };
    static path = "estate-counter";
    static displayName = _t("Counter Screen");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.onPress = onPress;
        this.search = useRef("search");
        this.asked = 0;
        const kept = this.props.state || {};
        this.state = useState({
            communityId: kept.communityId || false,
            screen: null,
            queue: null,
            text: "",
            found: null,
            unit: null,
            sheet: null,
            visitorId: kept.visitorId || false,
            busy: false,
            now: 0,
        });
        useSetupAction({
            getLocalState: () => ({
                communityId: this.state.communityId,
                visitorId: this.state.visitorId,
                unitId: this.state.unit?.id,
                scenarioId: this.state.sheet?.id,
            }),
        });
        this.findLater = useDebounced(() => this.find(), TYPING);
        onWillStart(() => this.begin(kept));
        onMounted(() => this.watch());
        onWillUnmount(() => {
            browser.clearInterval(this.ticking);
            browser.clearInterval(this.polling);
        });
    }

    // ------------------------------------------------------------
    // DATA
    // ------------------------------------------------------------

    call(method, ...args) {
        return this.orm.call(MODEL, method, args);
    }

    async begin(kept) {
        await this.load(this.state.communityId);
        if (kept.unitId) {
            await this.open(kept.unitId);
        }
        if (kept.scenarioId) {
            await this.choose(kept.scenarioId);
        }
    }

    async load(communityId) {
        const screen = await this.call("load_counter", communityId);
        this.state.screen = screen;
        this.state.communityId = screen.community_id;
        this.show(screen.queue);
    }

    /** Take over a queue, and the server's clock with it: clocks at counters are wrong. */
    show(queue) {
        this.ahead = moment(queue.now) - Date.now();
        this.state.queue = queue;
        this.tick();
    }

    tick() {
        this.state.now = Date.now() + this.ahead;
    }

    watch() {
        this.ticking = browser.setInterval(() => this.tick(), TICK);
        this.polling = browser.setInterval(() => this.refresh(true), POLL);
        this.search.el?.focus();
    }

    async refresh(quiet = false) {
        if (quiet && (this.state.busy || document.hidden)) {
            return;
        }
        const orm = quiet ? this.orm.silent : this.orm;
        this.show(await orm.call(MODEL, "load_queue", [this.state.communityId]));
    }

    async onCommunity(event) {
        this.state.unit = null;
        this.state.found = null;
        this.state.visitorId = false;
        await this.load(Number(event.target.value));
    }

    // ------------------------------------------------------------
    // FIND
    // ------------------------------------------------------------

    onType(event) {
        this.state.text = event.target.value;
        this.findLater();
    }

    async onKey(event) {
        if (event.key === "Enter") {
            await this.find();
            if (this.state.found?.length) {
                await this.open(this.state.found[0].id);
            }
        }
    }

    async find() {
        const asked = ++this.asked;
        const text = this.state.text.trim();
        if (!text) {
            this.state.found = null;
            return;
        }
        const found = await this.call("search_units", text, this.state.communityId);
        if (asked === this.asked) {
            this.state.found = found;
        }
    }

    async open(unitId) {
        this.asked++;
        this.state.unit = await this.call("load_unit", unitId);
        this.state.found = null;
        this.state.text = "";
        if (this.state.sheet) {
            await this.choose(this.state.sheet.id);
        }
    }

    close() {
        this.state.unit = null;
        this.search.el?.focus();
    }

    openRow(row) {
        if (row.open) {
            const [model, id] = row.open;
            this.openForm(model, id);
        }
    }

    openForm(model, id, context = {}) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id || false,
            views: [[false, "form"]],
            context,
        });
    }

    newRequest() {
        return this.openForm("estate.request", false, {
            default_unit_id: this.state.unit.id,
            default_channel: "walk_in",
        });
    }

    openHandover() {
        return this.action.doAction("estate_service.estate_duty_log_action_handover");
    }

    // ------------------------------------------------------------
    // SCENARIO
    // ------------------------------------------------------------

    async choose(scenarioId) {
        this.state.sheet = await this.call(
            "load_scenario",
            scenarioId,
            this.state.unit?.id || false
        );
    }

    /** The visitor who is served comes for this; begin with what it begins with. */
    async start() {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            const action = await this.call(
                "start_scenario",
                this.state.sheet.id,
                this.state.unit?.id || false,
                this.state.visitorId
            );
            if (action) {
                await this.action.doAction(action);
            } else {
                await this.refresh();
            }
        } finally {
            this.state.busy = false;
        }
    }

    // ------------------------------------------------------------
    // VISITORS
    // ------------------------------------------------------------

    get visitor() {
        const { serving, waiting } = this.state.queue;
        return [...serving, ...waiting].find((one) => one.id === this.state.visitorId);
    }

    async pick(visitor) {
        this.state.visitorId = visitor.id;
        if (visitor.unit_id && visitor.unit_id !== this.state.unit?.id) {
            await this.open(visitor.unit_id);
        }
        if (visitor.scenario_id && visitor.scenario_id !== this.state.sheet?.id) {
            await this.choose(visitor.scenario_id);
        }
    }

    /** What the queue asks for: one step of a visitor, then the queue anew. */
    async step(method, visitor, values = null) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            if (values) {
                await this.orm.write("estate.reception", [visitor.id], values);
            }
            if (method) {
                await this.orm.call("estate.reception", method, [[visitor.id]]);
            }
            if (method === "action_call") {
                await this.pick(visitor);
            }
        } finally {
            this.state.busy = false;
            await this.refresh();
        }
    }

    async arrive(values) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await this.orm.create("estate.reception", [
                {
                    ...values,
                    community_id: this.state.communityId,
                    unit_id: this.state.unit?.id || false,
                    scenario_id: this.state.sheet?.id || false,
                },
            ]);
        } finally {
            this.state.busy = false;
            await this.refresh();
        }
    }
}

registry.category("actions").add("estate_counter_console", CounterConsole);
