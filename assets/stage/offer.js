// What the menus offer, handed by one component to another.

export const OFFERED = "unrolled-offered"; // an event of the document

/** The menus and the answer to the last choice; null before they are known. @returns {any} */
export const offered = () => JSON.parse(document.documentElement.dataset.unrolledOffered ?? "null");

/** @param {any} data */
export function offer(data) {
  document.documentElement.dataset.unrolledOffered = JSON.stringify(data);
  document.dispatchEvent(new Event(OFFERED));
}
