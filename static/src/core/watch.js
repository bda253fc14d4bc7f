import { onMounted, onPatched, onWillUnmount, useComponent } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

const SECONDS = 2;

/**
 * Read something again every other second while a job works on it, as long as somebody
 * looks at the page.
 *
 * @param {Function} isWorking whether the job is at it; asked after each change
 * @param {Function} read reads what the job has done meanwhile
 */
export function useWatch(isWorking, read) {
    let timer = null;
    let isGone = false;

    function watch() {
        if (!timer && !isGone && isWorking()) {
            timer = browser.setTimeout(look, SECONDS * 1000);
        }
    }

    async function look() {
        timer = null;
        if (isWorking() && document.visibilityState === "visible") {
            await read();
        }
        watch();
    }

    onMounted(watch);
    onPatched(watch);
    onWillUnmount(() => {
        isGone = true;
        browser.clearTimeout(timer);
    });
}

/** Watch the record of a form's widget; what somebody types there is not read over. */
export function useWatchedRecord(isWorking) {
    const component = useComponent();
    useWatch(isWorking, async () => {
        const { record } = component.props;
        if (!(await record.isDirty())) {
            await record.load();
        }
    });
}
