import { onMounted, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

const SECONDS = 30;

/**
 * Read something again every half minute, as long as somebody looks at the page and is
 * not at something that a reading would disturb.
 *
 * @param {Function} read
 * @param {Function} [isBusy]
 */
export function usePoll(read, isBusy = () => false) {
    let timer = null;
    let isGone = false;

    function wait() {
        if (!isGone) {
            timer = browser.setTimeout(look, SECONDS * 1000);
        }
    }

    async function look() {
        try {
            if (document.visibilityState === "visible" && !isBusy()) {
                await read();
            }
        } finally {
            wait();
        }
    }

    onMounted(wait);
    onWillUnmount(() => {
        isGone = true;
        browser.clearTimeout(timer);
    });
}
