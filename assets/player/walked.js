// Which walks have been taken to their end: in the browser's own storage, where it has one. Nothing is sent.

const KEPT = "unrolled-walked";

/** The ids of those walks. @returns {string[]} */
export function walked() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? kept.map(String) : [];
  } catch {
    return [];
  }
}

/** Remember one more. @param {string} id */
export function keepWalked(id) {
  try {
    localStorage.setItem(KEPT, JSON.stringify([...new Set([...walked(), id])]));
  } catch {
    /* a frame without storage forgets it */
  }
}
