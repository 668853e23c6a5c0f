// How wide texts are taken to be before a page has any fonts, and the room that is spared where there are others.
import assert from "node:assert/strict";
import { test } from "node:test";
import { roomy, STAND_IN, textWidth } from "../../assets/player/measure.js";

test("a text is as wide as its font is large, and wider in bold", () => {
  assert.equal(textWidth(STAND_IN, "−0.345", 40), 2 * textWidth(STAND_IN, "−0.345", 20));
  assert.ok(textWidth(STAND_IN, "−0.345", 20, true) > textWidth(STAND_IN, "−0.345", 20));
});

test("all digits are as wide as each other, marks are narrow", () => {
  assert.equal(STAND_IN.em("text", "0.111"), STAND_IN.em("text", "0.888"));
  assert.ok(STAND_IN.em("text", ".") < STAND_IN.em("text", "0"));
});

test("room is spared in a wide font, and never less than in our own", () => {
  const font = (/** @type {number} */ times) => ({
    ...STAND_IN,
    em: (/** @type {import("../../assets/player/measure.js").Role} */ role, /** @type {string} */ text) =>
      times * STAND_IN.em(role, text),
  });
  assert.ok(roomy(font(1.3)).em("text", "tanh") > font(1.3).em("text", "tanh"));
  assert.equal(roomy(font(0.7)).em("text", "tanh"), STAND_IN.em("text", "tanh"));
});
