// What one component hands to another. The page keeps it, so it is there whichever of the two comes first.

/** @param {string} name */
const attribute = (name) => `data-unrolled-handed-${name}`;

/** The event of the document that says that it is another one now. @param {string} name */
export const handedEvent = (name) => `unrolled-handed-${name}`;

/** What was handed over last under a name; null before that. @param {string} name @returns {any} */
export const handed = (name) => JSON.parse(document.documentElement.getAttribute(attribute(name)) ?? "null");

/** @param {string} name @param {unknown} value */
export function hand(name, value) {
  const text = JSON.stringify(value);
  const page = document.documentElement;
  if (page.getAttribute(attribute(name)) === text) return;
  page.setAttribute(attribute(name), text);
  document.dispatchEvent(new Event(handedEvent(name)));
}
