// What can be taken along of a step: texts to copy and files to save. What a server makes is offered where there is one.
import { say } from "./say.js";

/** What the server offers beside the app: where it is, up to the last slash, and what it calls a place.
 * @typedef {{at: string, query: (place: import("./model.js").Place) => string}} Server
 * @typedef {{what: string, name: string, note: string, does: string, done: string, text: string}} Text one that is copied; `done` is said then
 * @typedef {{what: string, name: string, note: string, does: string, href: string, file: string}} File one that is saved; `file` is its
 *   name, where the server does not say it
 * @typedef {{what: string, name: string, note: string, does: string, opens: string}} Sheet one that is opened, beside this page
 * @typedef {{what: "picture", name: string, note: string, file: string}} Drawing what the browser draws, to be saved and copied; `file` is its
 *   name up to the point
 * @typedef {Text | File | Sheet | Drawing} Way
 * @typedef {"svg" | "png"} Ending
 */

/** Where the server draws an address. The browser tells which: what stands between the two, it need not know.
 * @param {Server} server @param {string} address */
export const codeOf = ({ at }, address) => `${at}qr.svg?address=${encodeURIComponent(address)}`;

/** Does an address lead to the very machine that asks? No phone gets there. @param {Server} server */
export const isLocal = ({ at }) => /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(at).hostname);

/** All there are. @param {string} link the address one sees @param {Server | null} server @param {boolean} app whether this is the app, or the
 * page that it could give @param {import("./model.js").Place} place @returns {Way[]} */
export function ways(link, server, app, place) {
  const seen = {
    what: "link",
    name: say("share.link"),
    note: say("share.link.note"),
    does: say("share.link.does"),
    done: say("share.link.done"),
    text: link,
  };
  /** @type {Drawing} */
  const drawing = {
    what: "picture",
    name: say("share.picture"),
    note: say("share.picture.note"),
    file: `unrolled-${place.at}`,
  };
  if (!server) return [seen, drawing];
  const page = pageAddress(server, place);
  const alone = {
    what: "page",
    name: say("share.page"),
    note: say("share.page.note"),
    does: say("share.page.does"),
    done: say("share.page.done"),
    text: page,
  };
  const embed = {
    what: "embed",
    name: say("share.embed"),
    note: say("share.embed.note"),
    does: say("share.embed.does"),
    done: say("share.embed.done"),
    text: frame(page),
  };
  const file = {
    what: "html",
    name: say("share.html"),
    note: say("share.html.note"),
    does: say("share.html.does"),
    href: page,
    file: `unrolled-${place.at}.html`,
  };
  const exercise = {
    what: "sheet",
    name: say("share.sheet"),
    note: say("share.sheet.note"),
    does: say("share.sheet.does"),
    opens: `${server.at}sheet${quiet(server, place)}`,
  };
  const numbers = {
    what: "npz",
    name: say("share.npz"),
    note: say("share.npz.note"),
    does: say("share.npz.does"),
    href: `${server.at}run.npz${quiet(server, place)}`,
    file: "",
  };
  const script = {
    what: "py",
    name: say("share.py"),
    note: say("share.py.note"),
    does: say("share.py.does"),
    href: `${server.at}run.py${quiet(server, place)}`,
    file: "",
  };
  return [seen, ...(app ? [alone] : []), drawing, exercise, embed, file, numbers, script];
}

/** @param {string} address */
const frame = (address) =>
  `<iframe src="${address.replaceAll("&", "&amp;")}" title="${say("share.embed.title")}" ` +
  `width="100%" height="800" style="border: 0" loading="lazy" allow="fullscreen; clipboard-write"></iframe>`;

/** The address of the page that needs no session. Who opens it on a phone, or has it on paper, wants no classroom there.
 * @param {Server} server @param {import("./model.js").Place} place */
export const pageAddress = (server, place) => `${server.at}play${quiet(server, place)}`;

/** @param {Server} server @param {import("./model.js").Place} place */
const quiet = ({ query }, place) => query({ ...place, view: place.view === "classroom" ? "page" : place.view });
