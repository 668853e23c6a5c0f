// One table binds the keys and writes the list that ? shows.

/** What a key may do. @typedef {"forward" | "back" | "nextTimestep" | "previousTimestep" | "play" | "first" | "last" | "green" | "nextUnit"
 *   | "previousUnit" | "classroom" | "code" | "help" | "nextStop" | "previousStop" | "guess"
 *   | "lookNext" | "lookPrevious" | "lookedAt"} Does
 * @typedef {{keys: string[], shift?: true, does: Does, repeats?: true, served?: true, walk?: true, within?: string, label?: string, says?: string}} Key */

const PICTURE = ".run";
const SLIDER = ".rail";

/** key (a name of one needs `shift` said), what it does (a name of an action), what is said in the list of it, and of the key where that is not its
 * character (both in app/scene/words/player.py); held down, only those go on that `repeats`. What is `served` needs a server; what is of a `walk`, one that is taken, and
 * then comes before what the same key does else. What is `within` a part of the stage acts where that has the focus itself; of what is the
 * same in every program nothing is said. @type {Key[]} */
export const KEYS = [
  { keys: ["PageDown"], does: "nextStop", walk: true, label: "keys.cap.next-stop", says: "keys.next-stop" },
  { keys: ["PageUp"], does: "previousStop", walk: true, label: "keys.cap.previous-stop", says: "keys.previous-stop" },
  {
    keys: ["ArrowRight", "PageDown"],
    does: "forward",
    repeats: true,
    label: "keys.cap.forward",
    says: "keys.forward",
  },
  { keys: ["ArrowLeft", "PageUp"], does: "back", repeats: true, label: "keys.cap.back", says: "keys.back" },
  {
    keys: ["ArrowRight"],
    shift: true,
    does: "nextTimestep",
    label: "keys.cap.next-timestep",
    says: "keys.next-timestep",
  },
  {
    keys: ["ArrowLeft"],
    shift: true,
    does: "previousTimestep",
    label: "keys.cap.previous-timestep",
    says: "keys.previous-timestep",
  },
  { keys: [" "], does: "play", label: "keys.cap.play", says: "keys.play" },
  { keys: ["Home"], does: "first", label: "keys.cap.first", says: "keys.first" },
  { keys: ["End"], does: "last", label: "keys.cap.last", says: "keys.last" },
  { keys: ["g", "G"], does: "green", says: "keys.green" },
  { keys: ["u"], does: "nextUnit", says: "keys.next-unit" },
  { keys: ["U"], does: "previousUnit", label: "keys.cap.previous-unit", says: "keys.previous-unit" },
  { keys: ["f", "F"], does: "classroom", says: "keys.classroom" },
  { keys: ["q", "Q"], does: "code", served: true, says: "keys.code" },
  {
    keys: ["a", "b", "c", "d", "A", "B", "C", "D"],
    does: "guess",
    label: "keys.cap.guess",
    says: "keys.guess",
  },
  { keys: ["ArrowDown"], does: "lookNext", repeats: true, within: PICTURE, label: "keys.cap.look", says: "keys.look" },
  { keys: ["ArrowUp"], does: "lookPrevious", repeats: true, within: PICTURE },
  { keys: ["Enter"], does: "lookedAt", within: PICTURE },
  { keys: ["ArrowUp"], does: "forward", repeats: true, within: SLIDER },
  { keys: ["ArrowDown"], does: "back", repeats: true, within: SLIDER },
  { keys: ["?"], does: "help", says: "keys.help" },
];

const SWEEP = 40; // px: a finger that goes so far across has not tapped

/** Which way a finger has gone: -1 to the left, 1 to the right, 0 nowhere, or up or down as if to scroll.
 * @param {number} across px @param {number} down px */
export const swept = (across, down) =>
  Math.abs(across) < SWEEP || Math.abs(across) < 1.5 * Math.abs(down) ? 0 : Math.sign(across);

const KEPT = "unrolled-letters"; // in the browser's own storage, where it has one

/** Is it a key of one character? Such keys can be switched off (WCAG 2.1.4): who dictates says them by chance.
 * @param {string} key */
export const isLetter = (key) => /^\S$/.test(key);

/** Does this person use them? */
export function lettersOn() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

/** Remember it. @param {boolean} on */
export function keepLetters(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    /* a frame without storage forgets it */
  }
}

/** What a key press asks for; undefined where it belongs to somebody else. The keys are the stage's while the focus is in it or on
 * what it stands in (the page itself), never in a field, and never behind a dialog.
 * @param {KeyboardEvent} event @param {Element} root of the stage @param {boolean} letters are keys of one character used?
 * @param {boolean} [walking] is a walk taken? */
export function action(event, root, letters, walking = false) {
  if (event.ctrlKey || event.metaKey || event.altKey || (isLetter(event.key) && !letters)) return undefined;
  let target = event.target instanceof Element ? event.target : root;
  // Chromium leaves the focus in a dialog that has been closed until its next frame: a key pressed before is the page's.
  if (target.closest("dialog:not([open])")) target = root;
  if (!root.contains(target) && !target.contains(root)) return undefined;
  if (target.matches("input, textarea, select") || /** @type {HTMLElement} */ (target).isContentEditable)
    return undefined;
  // A dialog says that it is modal, or hides from assistive technology what it stands before.
  if (root.closest('[inert], [aria-hidden="true"]')) return undefined;
  if ([...document.querySelectorAll('[aria-modal="true"], dialog:modal')].some((dialog) => !root.contains(dialog)))
    return undefined;
  if (event.key === " " && target.closest("button, a, summary, [role=button]")) return undefined;
  // A character says itself whether Shift is in it; a key with a name needs to be asked.
  return KEYS.find(
    (key) =>
      key.keys.includes(event.key) &&
      (event.key.length === 1 || Boolean(key.shift) === event.shiftKey) &&
      (walking || !key.walk) &&
      (!key.within || target.matches(key.within)),
  );
}
