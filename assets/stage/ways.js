// What can be taken along of a step: texts to copy and files to save. What a server makes is offered where there is one.

/** What the server offers beside the app: where it is, up to the last slash, and what it calls a place.
 * @typedef {{at: string, query: (place: import("./model.js").Place) => string}} Server
 * @typedef {{what: string, name: string, note: string, does: string, done: string, text: string}} Text one that is copied; `done` is said then
 * @typedef {{what: string, name: string, note: string, does: string, href: string, file: string}} File one that is saved; `file` is its
 *   name, where the server does not say it
 * @typedef {{what: "picture", name: string, note: string, file: string}} Drawing what the browser draws, to be saved and copied; `file` is its
 *   name up to the point
 * @typedef {"svg" | "png"} Ending
 */

/** The address of the page that needs no session. Who opens it on a phone wants no classroom there.
 * @param {Server} server @param {import("./model.js").Place} place */
export const pageAddress = (server, place) => `${server.at}play${quiet(server, place)}`;

/** @param {Server} server @param {import("./model.js").Place} place */
const quiet = ({ query }, place) => query({ ...place, view: place.view === "classroom" ? "page" : place.view });

/** Where the server draws an address. The browser tells which: what stands between the two, it need not know.
 * @param {Server} server @param {string} address */
export const codeOf = ({ at }, address) => `${at}qr.svg?address=${encodeURIComponent(address)}`;

/** Does an address lead to the very machine that asks? No phone gets there. @param {Server} server */
export const isLocal = ({ at }) => /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(at).hostname);

/** All there are. @param {string} link the address one sees @param {Server | null} server @param {boolean} app whether this is the app, or the
 * page that it could give @param {import("./model.js").Place} place @returns {(Text | File | Drawing)[]} */
export function ways(link, server, app, place) {
  const seen = {
    what: "link",
    name: "Link",
    note: "exactly what is on the screen",
    does: "Copy link",
    done: "Link copied",
    text: link,
  };
  /** @type {Drawing} */
  const drawing = {
    what: "picture",
    name: "Picture",
    note: "this step, for slides and answers",
    file: `unrolled-${place.at}`,
  };
  if (!server) return [seen, drawing];
  const page = pageAddress(server, place);
  const alone = {
    what: "page",
    name: "Link to this page alone",
    note: "opens faster, needs no cookie: for phones and learning platforms",
    does: "Copy page link",
    done: "Page link copied",
    text: page,
  };
  const embed = {
    what: "embed",
    name: "Embed",
    note: "that page in a frame, for a course or a blog",
    does: "Copy HTML",
    done: "HTML copied",
    text: frame(page),
  };
  const file = {
    what: "html",
    name: "One file",
    note: "every step of this run; works offline, by mail, on any web space",
    does: "Save .html",
    href: page,
    file: `unrolled-${place.at}.html`,
  };
  const numbers = {
    what: "npz",
    name: "Numbers",
    note: "every array of this run, for NumPy",
    does: "Save .npz",
    href: `${server.at}run.npz${quiet(server, place)}`,
    file: "",
  };
  const script = {
    what: "py",
    name: "Script",
    note: "this run in plain NumPy, which prints the same numbers",
    does: "Save .py",
    href: `${server.at}run.py${quiet(server, place)}`,
    file: "",
  };
  return [seen, ...(app ? [alone] : []), drawing, embed, file, numbers, script];
}

/** @param {string} address */
const frame = (address) =>
  `<iframe src="${address.replaceAll("&", "&amp;")}" title="Unrolled: backpropagation through time" ` +
  `width="100%" height="800" style="border: 0" loading="lazy" allow="fullscreen; clipboard-write"></iframe>`;
