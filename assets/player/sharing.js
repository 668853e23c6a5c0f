// What a player shares of its step: the dialog, and what its buttons do. A host that has no use for it leaves it out.

import { copyPng, insteadOfCopy, png, save, svgFile } from "./png.js";
import { say } from "./say.js";
import { picture } from "./view/picture.js";
import { shareDialog } from "./view/share.js";

/** @import { Action, Place, State } from "./model.js" */
/** @import { Host } from "./player.js" */
/** @import { Drawing, Ending, Text } from "./ways.js" */
/** @import { Content } from "./vendor/lit-html.js" */

/** The dialog of a player. @param {HTMLElement} root @param {(action: Action) => void} act @param {() => void} settle ends what moves
 * @returns {(headline: Content, place: Place, state: State, host: Host) => Content} */
export function sharing(root, act, settle) {
  const unshare = () => act({ type: "share", what: "" });

  /** @param {Text} way */
  async function copy({ what, text, done }) {
    try {
      await navigator.clipboard.writeText(text);
      act({ type: "copied", what, how: "done", says: done });
    } catch {
      act({ type: "copied", what, how: "select", says: "" }); // plain http has no clipboard: show the text, selected
    }
    /** @type {HTMLInputElement | null} */ (root.querySelector(".by-hand"))?.select();
  }

  /** The step as it stands here, as an SVG. */
  function drawn() {
    settle();
    return picture(root);
  }

  /** @param {Drawing} way @param {Ending} ending */
  async function savePicture({ what, file }, ending) {
    try {
      save(await { svg: svgFile, png }[ending](drawn()), `${file}.${ending}`);
    } catch {
      act({ type: "copied", what, how: "refused", says: say("share.picture.no-png") });
    }
  }

  /** @param {Drawing} way */
  async function copyPicture({ what }) {
    const made = png(drawn());
    made.catch(() => {}); // a clipboard that is slow to refuse looks at it too late
    try {
      await copyPng(made);
      act({ type: "copied", what, how: "done", says: say("share.picture.done") });
    } catch {
      act({ type: "copied", what, how: "refused", says: await insteadOfCopy(made) });
    }
  }

  const acts = { unshare, copy, copyPicture, savePicture };
  return (headline, place, state, host) => shareDialog(headline, place, state, host, acts);
}
