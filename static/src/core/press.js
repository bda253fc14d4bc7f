/**
 * What Enter or Space does on something that is clicked without being a button: the
 * same as a click, for who works without a mouse.
 *
 * @param {KeyboardEvent} event
 * @param {() => any} act
 */
export function onPress(event, act) {
    if (event.target === event.currentTarget && ["Enter", " "].includes(event.key)) {
        event.preventDefault();
        event.stopPropagation();
        return act();
    }
}
