// One table binds the keys and writes the list that ? shows.

/** key (a name of one needs `shift` said), what it does (a name of an action), what it says in the list. */
export const KEYS = [
  { keys: ["ArrowRight", "PageDown"], does: "forward", label: "→ or Page Down", says: "one step forward" },
  { keys: ["ArrowLeft", "PageUp"], does: "back", label: "← or Page Up", says: "one step back" },
  { keys: ["ArrowRight"], shift: true, does: "nextTimestep", label: "Shift + →", says: "to the next timestep" },
  { keys: ["ArrowLeft"], shift: true, does: "previousTimestep", label: "Shift + ←", says: "to the timestep before" },
  { keys: [" "], does: "play", label: "Space", says: "play or pause" },
  { keys: ["Home"], does: "first", label: "Home", says: "the beginning" },
  { keys: ["End"], does: "last", label: "End", says: "the end" },
  { keys: ["g", "G"], does: "green", label: "G", says: "the green addition of this timestep" },
  { keys: ["u"], does: "nextUnit", label: "U", says: "the next unit" },
  { keys: ["U"], does: "previousUnit", label: "Shift + U", says: "the unit before" },
  { keys: ["f", "F"], does: "classroom", label: "F", says: "classroom view, and back" },
  { keys: ["?"], does: "help", label: "?", says: "this list" },
];

const WIDGETS = ["slider", "listbox", "option", "menu", "menuitem", "combobox", "textbox", "spinbutton", "radio", "tab"];

/** The action a key press asks for; undefined where it belongs to somebody else: a text field, a menu, another's slider.
 * @param {KeyboardEvent} event @param {Element} root of the stage */
export function action(event, root) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return undefined;
  const path = /** @type {Element[]} */ (event.composedPath().filter((e) => e instanceof Element));
  const ours = path.includes(root);
  const theirs = path.some((e) => ["INPUT", "TEXTAREA", "SELECT"].includes(e.tagName) || /** @type {HTMLElement} */ (e).isContentEditable
    || (!ours && WIDGETS.includes(e.getAttribute("role") ?? "")));
  if (theirs) return undefined;
  if (event.key === " " && path.some((e) => ["BUTTON", "A", "SUMMARY"].includes(e.tagName))) return undefined;
  // A character says itself whether Shift is in it; a key with a name needs to be asked.
  return KEYS.find((k) => k.keys.includes(event.key) && (event.key.length === 1 || Boolean(k.shift) === event.shiftKey))?.does;
}
