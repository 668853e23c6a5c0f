// Two close-ups: the one that is seen and, out of sight, the one that the next press will most likely ask for. It is drawn
// and painted while nobody waits, so that the press has only to bring it in. That is more than half of a press's work.
import { say } from "./say.js";
import { render } from "./vendor/lit-html.js";

/** @import { Layout } from "./layout.js" */
/** @import { TemplateResult } from "./vendor/lit-html.js" */

export const UNHURRIED = 100; // ms after a step: it is painted, and the next press is not here yet

/** @typedef {{page: TemplateResult, closeup: TemplateResult, layout: Layout}} Picture all that a state looks like, not yet on the page */

export function closeups() {
  let seen = section();
  let ahead = section();
  let timer = 0;
  /** @type {{key: string, picture: Picture} | null} */ let ready = null;

  /** A close-up that comes in is inert a moment longer: to change that restyles everything in it. */
  function settle() {
    seen.inert = false;
    ahead.inert = true;
  }

  return {
    /** The picture of this state, if it is the one that was made ready. @param {string} key */
    made: (key) => (ready?.key === key ? ready.picture : null),

    /** @param {Element} home where close-ups are @param {Picture} picture */
    show(home, picture) {
      clearTimeout(timer);
      if (seen.parentElement !== home) home.replaceChildren(seen);
      // Who has the focus in the close-up keeps it: then what is seen is changed in place.
      if (picture === ready?.picture && !seen.contains(document.activeElement)) [seen, ahead] = [ahead, seen];
      else render(picture.closeup, seen);
      ready = null; // whatever is shown, what was made ready for it is outdated
      seen.className = "closeup";
      ahead.className = "ahead";
      timer = window.setTimeout(settle, UNHURRIED);
    },

    /** Nothing is ready any more, and nothing is out of sight. */
    forget() {
      clearTimeout(timer);
      settle();
      ahead.remove();
      ready = null;
    },

    /** Make ready what will be shown next. @param {string} key of its state @param {() => Picture} draw */
    prepare(key, draw) {
      if (ready?.key === key) return;
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        const picture = draw();
        settle();
        if (!ahead.parentElement) seen.after(ahead);
        render(picture.closeup, ahead);
        ready = { key, picture };
      }, UNHURRIED);
    },
  };
}

function section() {
  const element = document.createElement("section");
  element.setAttribute("aria-label", say("closeup.title"));
  element.tabIndex = -1; // it takes the focus where what had it is gone
  return element;
}
