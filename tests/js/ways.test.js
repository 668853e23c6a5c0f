// What of a step is offered to be taken along, and the texts that are copied.
import assert from "node:assert/strict";
import { test } from "node:test";
import { query } from "../../assets/player/address.js";
import { codeOf, isLocal, pageAddress, ways } from "../../assets/player/ways.js";

const LINK = "https://host/a/?at=backward.3.dz&problem=word&word=b%26b&tab=loss";
const DEFAULTS = {
  at: "backward.3.da_total",
  unit: "3",
  example: "1",
  column: "0",
  view: "page",
  tab: "code",
  walk: "",
  stop: "1",
};
/** @type {import("../../assets/player/ways.js").Server} */
const server = {
  at: "https://host/a/",
  query: (place) =>
    query(place, { fixed: { problem: "word", word: "b&b" }, mistake: "", defaults: DEFAULTS, walk: null }),
};
/** @type {import("../../assets/player/model.js").Place} */
const place = { at: "backward.3.dz", unit: 3, example: 1, column: 0, view: "page", tab: "code", walk: "", stop: 1 };
const PAGE = "https://host/a/play?at=backward.3.dz&problem=word&word=b%26b";
const FILES = ["html", "npz", "py"];
/** @typedef {ReturnType<typeof ways>[number]} Way */
/** @param {Way[]} list */
const named = (list) => list.map(({ what }) => what);

/** What the app offers under a name. @param {string} what */
function find(what) {
  const way = ways(LINK, server, true, place).find((one) => one.what === what);
  assert.ok(way, what);
  return way;
}

/** @param {string} what */
function text(what) {
  const way = find(what);
  assert.ok("text" in way, what);
  return way.text;
}

/** @param {string} what */
function file(what) {
  const way = find(what);
  assert.ok("href" in way, what);
  return [way.href, way.file];
}

test("without a server there is the address, in the app every way, in the page it gives all but its own address again", () => {
  assert.deepEqual(named(ways(LINK, null, true, place)), ["link", "picture"]);
  assert.deepEqual(named(ways(LINK, server, true, place)), ["link", "page", "picture", "sheet", "embed", ...FILES]);
  assert.deepEqual(named(ways(LINK, server, false, place)), ["link", "picture", "sheet", "embed", ...FILES]);
  assert.equal(text("link"), LINK);
});

test("the page's address is beside the app's, and says the place and problem alone", () => {
  assert.equal(text("page"), PAGE);
  assert.equal(pageAddress(server, { ...place, at: "backward.3.da_total" }), PAGE.replace("at=backward.3.dz&", ""));
});

test("on a phone nobody wants the classroom, and two runs stay two", () => {
  assert.equal(pageAddress(server, { ...place, view: "classroom" }), PAGE);
  assert.equal(pageAddress(server, { ...place, view: "compare" }), PAGE.replace("dz&", "dz&view=compare&"));
});

test("in the HTML of a frame the address is an attribute", () => {
  assert.match(
    text("embed"),
    /^<iframe src="https:\/\/host\/a\/play\?at=backward\.3\.dz&amp;problem=word&amp;word=b%26b" title="/,
  );
});

test("a saved page has the step in its name", () => {
  assert.deepEqual(file("html"), [PAGE, "unrolled-backward.3.dz.html"]);
});

test("the exercise is opened, not saved, for the same place", () => {
  const exercise = find("sheet");
  assert.equal("opens" in exercise && exercise.opens, PAGE.replace("play", "sheet"));
});

test("the code is drawn of what the browser calls the page", () => {
  assert.equal(codeOf(server, PAGE), `https://host/a/qr.svg?address=${encodeURIComponent(PAGE)}`);
});

test("an address that leads to the asking machine is known as such", () => {
  for (const local of ["localhost:8501", "127.0.0.1", "[::1]:80"])
    assert.ok(isLocal({ ...server, at: `http://${local}/a/` }));
  for (const far of ["host", "localhost.example", "10.0.0.7:8501"])
    assert.ok(!isLocal({ ...server, at: `http://${far}/` }));
});

test("a saved picture has the step in its name too", () => {
  const picture = find("picture");
  assert.ok("file" in picture && picture.file === "unrolled-backward.3.dz");
});

test("numbers and script are files of the same link, which the server names", () => {
  for (const ending of ["npz", "py"]) {
    assert.deepEqual(file(ending), [PAGE.replace("play", `run.${ending}`), ""]);
  }
});
