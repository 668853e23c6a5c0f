// What of a step is offered to be taken along, and the texts that are copied.
import assert from "node:assert/strict";
import { test } from "node:test";
import { query } from "../../assets/stage/address.js";
import { codeOf, isLocal, pageAddress, ways } from "../../assets/stage/ways.js";

const LINK = "https://host/a/?at=backward.3.dz&problem=word&word=b%26b&tab=loss";
const DEFAULTS = { at: "backward.3.da_total", unit: "3", example: "1", column: "0", view: "page", tab: "code" };
const server = {
  at: "https://host/a/",
  query: (place) =>
    query(place, DEFAULTS, [
      ["problem", "word"],
      ["word", "b&b"],
    ]),
};
const place = { at: "backward.3.dz", unit: 3, example: 1, column: 0, view: "page", tab: "code" };
const PAGE = "https://host/a/play?at=backward.3.dz&problem=word&word=b%26b";
const FILES = ["html", "npz", "py"];
const named = (list) => list.map(({ what }) => what);
const find = (what) => ways(LINK, server, true, place).find((way) => way.what === what);

test("without a server there is the address, in the app every way, in the page it gives all but its own address again", () => {
  assert.deepEqual(named(ways(LINK, null, true, place)), ["link", "svg"]);
  assert.deepEqual(named(ways(LINK, server, true, place)), ["link", "page", "svg", "embed", ...FILES]);
  assert.deepEqual(named(ways(LINK, server, false, place)), ["link", "svg", "embed", ...FILES]);
  assert.equal(find("link").text, LINK);
});

test("the page's address is beside the app's, and says the place and problem alone", () => {
  assert.equal(find("page").text, PAGE);
  assert.equal(pageAddress(server, { ...place, at: "backward.3.da_total" }), PAGE.replace("at=backward.3.dz&", ""));
});

test("on a phone nobody wants the classroom, and two runs stay two", () => {
  assert.equal(pageAddress(server, { ...place, view: "classroom" }), PAGE);
  assert.equal(pageAddress(server, { ...place, view: "compare" }), PAGE.replace("dz&", "dz&view=compare&"));
});

test("in the HTML of a frame the address is an attribute", () => {
  assert.match(
    find("embed").text,
    /^<iframe src="https:\/\/host\/a\/play\?at=backward\.3\.dz&amp;problem=word&amp;word=b%26b" title="/,
  );
});

test("a saved page has the step in its name", () => {
  const { href, file } = find("html");
  assert.deepEqual([href, file], [PAGE, "unrolled-backward.3.dz.html"]);
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
  assert.equal(find("svg").file, "unrolled-backward.3.dz.svg");
});

test("numbers and script are files of the same link, which the server names", () => {
  for (const ending of ["npz", "py"]) {
    const { href, file } = find(ending);
    assert.deepEqual([href, file], [PAGE.replace("play", `run.${ending}`), ""]);
  }
});
