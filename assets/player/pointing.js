// Pointing at a quantity, with a mouse, a finger, or keys: what it is connected with lights up, and a phrase says what it is.

import { dark, drawnIn, lightUp } from "./lights.js";

/** @import { Scene, Step } from "./scene" */

const LINGER = 300; // ms in which the pointer can come from a quantity to its phrase

/** What a player tells of itself.
 * @typedef {{runs(): Scene[], step(): Step, announce(text: string): void}} Of the runs as they are to be seen, the step */

/** @param {HTMLElement} root @param {Of} of */
export function pointing(root, { runs, step, announce }) {
  let leaving = 0;
  let at = ""; // what the keys have come to in a strip

  /** @param {Element | null} target a quantity */
  function light(target) {
    clearTimeout(leaving);
    if (target) lightUp(root, runs(), target);
    else dark(root);
  }

  const away = () => light(null);

  /** @param {Pick<Event, "target">} event */
  const quantityAt = ({ target }) =>
    root.dataset.at && target instanceof Element ? target.closest("[data-quantity]") : null;

  /** It has the focus. @param {Pick<Event, "target">} event */
  function attend(event) {
    at = "";
    light(quantityAt(event));
  }

  /** @param {PointerEvent} event */
  function point(event) {
    const target = quantityAt(event);
    if (target || event.pointerType === "touch") light(target);
    else linger(event);
  }

  /** The phrase stays while it is pointed at itself. @param {PointerEvent} event */
  function linger({ target, pointerType, type }) {
    clearTimeout(leaving);
    const here = type === "pointerover" && target instanceof Element && target.closest(".phrase");
    if (!here && pointerType !== "touch") leaving = window.setTimeout(away, LINGER);
  }

  /** @param {Element} drawn */
  const nameOf = (drawn) => `${drawn.getAttribute("data-quantity")}.${drawn.getAttribute("data-t")}`;

  /** What can be looked at in the strip that has the focus. */
  function drawnHere() {
    const strips = [...root.querySelectorAll(".run")];
    const i = strips.findIndex((strip) => strip.contains(document.activeElement));
    return i < 0 ? [] : drawnIn(strips[i], runs()[i]);
  }

  /** What is drawn there one after the other, at first that of this step. @param {1 | -1} by */
  function look(by) {
    const drawn = drawnHere();
    const { quantity, t } = step();
    const before = drawn.findIndex((one) => nameOf(one) === at);
    const here = drawn.findIndex((one) => nameOf(one) === `${quantity}.${t}`);
    const target = drawn[before < 0 ? Math.max(here, 0) : (before + by + drawn.length) % drawn.length];
    if (!target) return;
    at = nameOf(target);
    light(target);
    announce(root.querySelector(".phrase")?.textContent ?? "");
  }

  /** Keys that are about a phrase. @param {KeyboardEvent} event */
  function takes(event) {
    const { key, target } = event;
    const open = root.querySelector(".phrase:not([hidden])") !== null;
    const asks = ["Enter", " "].includes(key) && target instanceof Element && target.matches(".symbol");
    if (!asks && !(open && key === "Escape")) return false;
    event.preventDefault();
    light(asks ? target : null);
    return true;
  }

  return {
    light,
    away,
    attend,
    point,
    linger,
    look,
    takes,
    /** What the keys have come to. */
    looked: () => drawnHere().find((one) => nameOf(one) === at) ?? null,
    /** A quantity in the strip. @param {string | undefined} quantity @param {string | undefined} t */
    drawn: (quantity, t) => root.querySelector(`.strip svg [data-quantity="${quantity}"][data-t="${t}"]`),
    stop: () => clearTimeout(leaving),
  };
}
