// Which key press is the player's, and what it asks for.
import assert from "node:assert/strict";
import { test } from "node:test";

/** What `action` asks an element, and nothing more. */
class Element {
  /** @param {string} tag @param {Element | null} within @param {string[]} is selectors that it answers to */
  constructor(tag, within = null, is = []) {
    this.tag = tag;
    this.within = within;
    this.is = [tag, ...is];
    this.isContentEditable = is.includes("[contenteditable]");
  }

  /** @param {Element} other @returns {boolean} */
  contains(other) {
    return other === this || (other.within !== null && this.contains(other.within));
  }

  /** @param {string} selectors */
  matches(selectors) {
    return selectors.split(", ").some((one) => this.is.includes(one));
  }

  /** @param {string} selectors @returns {Element | null} */
  closest(selectors) {
    return this.matches(selectors) ? this : (this.within?.closest(selectors) ?? null);
  }
}

/** @type {Element[]} */
const modal = [];
Object.assign(globalThis, { Element, document: { querySelectorAll: () => modal } });
const { action, isLetter, KEYS, lettersOn, keepLetters, swept } = await import("../../assets/player/keys.js");

const body = new Element("body");
const root = new Element("div", body);
const button = new Element("button", root);

/** What a press asks for. @param {string} key @param {{target?: Element, letters?: boolean, walking?: boolean, shiftKey?: boolean, ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean}} [how] */
function does(key, { target = body, letters = true, walking = false, shiftKey = false, ...more } = {}) {
  const event = /** @type {any} */ ({ key, target, shiftKey, ctrlKey: false, metaKey: false, altKey: false, ...more });
  return action(event, /** @type {any} */ (root), letters, walking)?.does;
}

test("each key of the table does what its row says, wherever in the player the focus is", () => {
  for (const row of KEYS)
    for (const key of row.keys)
      for (const target of row.within ? [new Element("div", root, [row.within])] : [body, root, new Element("a", root)])
        if (key !== " " || target.tag !== "a")
          assert.equal(does(key, { target, shiftKey: Boolean(row.shift), walking: Boolean(row.walk) }), row.does, key);
});

test("no key is bound twice, but those that mean something else on a walk, or within a part of the stage", () => {
  for (const walk of [true, undefined]) {
    const rows = KEYS.filter((row) => row.walk === walk);
    const bound = rows.flatMap((row) =>
      row.keys.map((key) => `${row.within ?? ""} ${row.shift ? "Shift+" : ""}${key}`),
    );
    assert.equal(new Set(bound).size, bound.length);
  }
});

test("on a walk the clicker goes by stops, the arrows by steps", () => {
  assert.deepEqual(
    [false, true].map((walking) =>
      ["PageDown", "PageUp", "ArrowRight", "ArrowLeft"].map((key) => does(key, { walking })),
    ),
    [
      ["forward", "back", "forward", "back"],
      ["nextStop", "previousStop", "forward", "back"],
    ],
  );
});

test("a key with a name asks for Shift, a character has it in itself", () => {
  assert.equal(does("ArrowRight"), "forward");
  assert.equal(does("ArrowRight", { shiftKey: true }), "nextTimestep");
  assert.equal(does("Home", { shiftKey: true }), undefined);
  assert.equal(does("U", { shiftKey: true }), "previousUnit");
  assert.equal(does("?", { shiftKey: true }), "help");
});

test("only what a person holds down goes on while it is held", () => {
  assert.deepEqual(
    [...new Set(KEYS.filter((row) => row.repeats).map((row) => row.does))],
    ["forward", "back", "lookNext", "lookPrevious"],
  );
});

test("what is the browser's, a field's, a button's or a dialog's is left to them", () => {
  for (const held of ["ctrlKey", "metaKey", "altKey"]) assert.equal(does("ArrowRight", { [held]: true }), undefined);
  for (const tag of ["input", "textarea", "select"])
    assert.equal(does("ArrowRight", { target: new Element(tag, root) }), undefined, tag);
  assert.equal(does("g", { target: new Element("div", root, ["[contenteditable]"]) }), undefined);
  assert.equal(does(" ", { target: button }), undefined);
  assert.equal(does("ArrowRight", { target: button }), "forward");
  assert.equal(does("ArrowRight", { target: new Element("button", body) }), undefined, "beside the player");
  modal.push(new Element("dialog", body));
  assert.equal(does("ArrowRight"), undefined, "behind somebody else's dialog");
  modal.length = 0;
  modal.push(new Element("dialog", root));
  assert.equal(does("Escape"), undefined);
  assert.equal(does("?"), "help", "the player's own dialog is for the player to know");
  modal.length = 0;
});

test("the focus that a closed dialog has kept is the page's", () => {
  const closed = new Element("dialog", root, ["dialog:not([open])"]);
  assert.equal(does("ArrowRight", { target: new Element("input", closed) }), "forward");
});

test("keys of one character can be switched off; the space bar is none", () => {
  for (const row of KEYS)
    for (const key of row.keys) {
      const target = row.within ? new Element("div", root, [row.within]) : body;
      const said = does(key, { target, letters: false, shiftKey: Boolean(row.shift), walking: Boolean(row.walk) });
      assert.equal(said, isLetter(key) ? undefined : row.does, key);
    }
  assert.deepEqual(["g", "?", " ", "Home"].map(isLetter), [true, true, false, false]);
});

test("the switch is remembered, and where nothing can be the keys are on", () => {
  assert.equal(lettersOn(), true, "there is no storage here");
  keepLetters(false);
  assert.equal(lettersOn(), true);
  const stored = new Map();
  Object.assign(globalThis, {
    localStorage: {
      getItem: (/** @type {string} */ name) => stored.get(name) ?? null,
      setItem: (/** @type {string} */ name, /** @type {string} */ value) => stored.set(name, value),
    },
  });
  assert.equal(lettersOn(), true);
  keepLetters(false);
  assert.equal(lettersOn(), false);
  keepLetters(true);
  assert.equal(lettersOn(), true);
});

test("a finger goes across if it goes far, and more across than down", () => {
  assert.deepEqual(
    [
      [40, 0],
      [-40, 26],
      [39, 0],
      [-60, 41],
      [0, 200],
      [0, 0],
    ].map(([across, down]) => swept(across, down)),
    [1, -1, 0, 0, 0, 0],
  );
});

test("up and down are the slider's and the strip's where these have the focus, and the page's else", () => {
  const at = (/** @type {string} */ part) => ({ target: new Element("div", root, [part]) });
  assert.deepEqual([does("ArrowUp", at(".rail")), does("ArrowDown", at(".rail"))], ["forward", "back"]);
  assert.deepEqual([does("ArrowUp", at(".run")), does("ArrowDown", at(".run"))], ["lookPrevious", "lookNext"]);
  assert.deepEqual([does("ArrowUp"), does("ArrowDown"), does("Enter")], [undefined, undefined, undefined]);
});
