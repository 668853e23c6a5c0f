// Numbers as they are printed, and the digits with which a row computes from what it prints.
import assert from "node:assert/strict";
import { test } from "node:test";
import { even, format, parsed, printed, settle } from "../../assets/stage/numbers.js";

test("a minus is a minus sign, and nothing is ever minus zero", () => {
  assert.equal(format(-0.4351, 3), "−0.435");
  assert.equal(format(-0.0004, 3), "0.000");
  assert.equal(format(0.0004, 3), "0.000");
});

test("an exact zero is bare: it was not rounded away", () => {
  assert.equal(printed(0, 3), "0");
  assert.equal(printed(1e-9, 3), "0.000");
});

test("what is printed can be read again", () => {
  for (const value of [-12.5, -0.125, 0, 0.25, 1234]) assert.equal(parsed(format(value, 3)), value);
});

test("font sizes are even, and never larger than asked for", () => {
  for (let px = 8; px < 40; px += 0.5) {
    assert.equal(even(px) % 2, 0);
    assert.ok(even(px) <= px && even(px) > px - 2);
  }
});

test("the fewest digits that hold are taken, the result's first", () => {
  const tried = [];
  const found = settle([3, 3, 3], false, (digits) => {
    tried.push(digits.join());
    return digits[1] >= 4;
  });
  assert.deepEqual(found, [3, 4, 4]);
  assert.equal(tried[0], "3,3,3");
});

test("operands that add up keep the result's digits", () => {
  const found = settle([3, 3, 3], true, ([result, operands]) => {
    assert.equal(result, operands);
    return result === 5;
  });
  assert.deepEqual(found.slice(0, 2), [5, 5]);
});

test("where nothing holds, the numbers stand as they are", () => {
  assert.deepEqual(
    settle([2, 2, 2], true, () => false),
    [7, 8, 8],
  );
});
