import { Component, useEffect, useExternalListener } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const LINE = ".o_estate_bank_line";
const CANDIDATE = ".o_estate_candidate";
const CURRENT = ".o_current";

/** What can be done with the keyboard on the matching screen. */
export class KeysDialog extends Component {
    static template = "estate_service.BankKeysDialog";
    static components = { Dialog };
    static props = { close: Function };

    get title() {
        return _t("Keys");
    }

    get groups() {
        return [
            {
                name: _t("Bank lines"),
                keys: [
                    [["↑", "↓"], _t("The line before, the next line")],
                    [["→", "←"], _t("To the candidates of the line, and back")],
                    [["1", "…", "9"], _t("Choose a candidate")],
                    [["↵"], _t("Accept the chosen candidate")],
                    [["S"], _t("Choose or split")],
                    [["N"], _t("Not a fee")],
                    [["U"], _t("Undo the match of the line, else the last booking")],
                    [["A"], _t("Accept all from a likelihood")],
                    [["F", "⇧F"], _t("Next filter, filter before")],
                    [["PgDn", "PgUp"], _t("Next page, page before")],
                    [["/"], _t("Search")],
                    [["?"], _t("Show these keys")],
                ],
            },
            {
                name: _t("Choose or split"),
                keys: [
                    [["↑", "↓"], _t("Mark a unit that was found")],
                    [["↵"], _t("Take the marked unit")],
                    [["Ctrl", "↵"], _t("Book")],
                    [["Esc"], _t("Close without booking")],
                ],
            },
        ];
    }
}

/** Whatever the matching screen does, done with the keyboard alone. */
class BankKeys {
    constructor(screen) {
        this.screen = screen;
        this.ui = useService("ui");
        useExternalListener(window, "keydown", (event) => this.onKey(event));
        useEffect(
            () => this.follow(LINE, `${LINE}, ${CANDIDATE}`),
            () => [screen.state.current?.id, screen.state.split]
        );
        useEffect(
            () => this.follow(CANDIDATE, CANDIDATE),
            () => [screen.state.place]
        );
    }

    // ------------------------------------------------------------
    // FOCUS
    // ------------------------------------------------------------

    focusLine() {
        this.focusOn(LINE);
    }

    focusOn(selector) {
        const root = this.screen.root.el;
        (root?.querySelector(selector + CURRENT) || root?.querySelector(selector))?.focus();
    }

    /** Bring what was chosen into view; the focus goes with it, but leaves no field. */
    follow(selector, from) {
        const element = this.screen.root.el?.querySelector(selector + CURRENT);
        const active = document.activeElement || document.body;
        const isLost = active === document.body && selector === LINE;
        element?.scrollIntoView({ block: "nearest" });
        if (!this.screen.state.split && (isLost || active.closest(from))) {
            element?.focus({ preventScroll: true });
        }
    }

    // ------------------------------------------------------------
    // KEYS
    // ------------------------------------------------------------

    async onKey(event) {
        const isChord = event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
        if (isChord || event.defaultPrevented || this.ui.activeElement !== document) {
            return;
        }
        const step = this.stepOf(event);
        if (step) {
            event.preventDefault();
            await step();
        }
    }

    /** What a key does where it is pressed, if anything. */
    stepOf({ key, target, repeat, shiftKey }) {
        const { screen } = this;
        if (screen.state.split) {
            return key === "Escape" && (() => screen.closeSplit());
        }
        if (target.closest("input, textarea, select")) {
            const leaves = target === screen.search.el && ["Escape", "Enter"].includes(key);
            return leaves && (() => this.focusLine());
        }
        const among = target.closest(CANDIDATE) && this.amongCandidates[key];
        if (among) {
            return among;
        }
        const isButton = target.closest("button, a") && !target.closest(LINE);
        // Enter on another button pushes that one; held down it books only one line.
        if ((key === "Enter" && isButton) || (repeat && !key.startsWith("Arrow"))) {
            return null;
        }
        if (/^[1-9]$/.test(key)) {
            return () => screen.toPlace(parseInt(key) - 1);
        }
        if (key.toLowerCase() === "f") {
            return () => screen.moveKind(shiftKey ? -1 : 1);
        }
        return this.anywhere[key.length === 1 ? key.toLowerCase() : key];
    }

    get amongCandidates() {
        const { screen } = this;
        return {
            ArrowDown: () => screen.toPlace(screen.state.place + 1),
            ArrowUp: () => screen.toPlace(screen.state.place - 1),
            ArrowLeft: () => this.focusLine(),
        };
    }

    get anywhere() {
        const { screen } = this;
        return {
            ArrowDown: () => screen.move(1),
            ArrowUp: () => screen.move(-1),
            ArrowRight: () => this.focusOn(CANDIDATE),
            PageDown: () => screen.onPage(1),
            PageUp: () => screen.onPage(-1),
            Enter: () => screen.accept(),
            s: () => screen.openSplit(),
            n: () => screen.openSplit(true),
            u: () => screen.undo(),
            a: () => screen.acceptAll(),
            "/": () => screen.search.el.focus(),
            "?": () => screen.showKeys(),
        };
    }
}

/** Give a matching screen its keys. */
export function useBankKeys(screen) {
    return new BankKeys(screen);
}
