// What the browser prints is not the page, it is a sheet that is there only meanwhile: the page has a width of its own, and controls.
import { render } from "./vendor/lit-html.js";
import { sheets } from "./view/print.js";

/** @import { Printed } from "./view/print.js" */

/** Print sheets in place of the page, until the signal. @param {AbortSignal} signal @param {() => Printed | null} printed */
export function printing(signal, printed) {
  const page = document.documentElement;
  /** @type {HTMLElement | null} */
  let paper = null;

  function lay() {
    const given = printed();
    if (!given) return;
    const sheet = paper ?? document.body.appendChild(document.createElement("div"));
    paper = sheet;
    sheet.className = "unrolled printed paper pictured";
    page.dataset.unrolledPrinted = "";
    render(
      sheets(given, () => 1),
      sheet,
    );
    render(
      sheets(given, (way) => room(sheet, way)),
      sheet,
    );
  }

  function away() {
    paper?.remove();
    paper = null;
    delete page.dataset.unrolledPrinted;
  }

  addEventListener("beforeprint", lay, { signal });
  addEventListener("afterprint", away, { signal });
  signal.addEventListener("abort", away);
}

/** How many times as large the picture could be as it is. @param {HTMLElement} sheet @param {string} way */
function room(sheet, way) {
  const place = /** @type {HTMLElement} */ (sheet.querySelector(`.plate[data-way=${way}]`));
  const { offsetWidth, offsetHeight } = /** @type {HTMLElement} */ (place.firstElementChild);
  return Math.min(place.clientWidth / offsetWidth, place.clientHeight / offsetHeight);
}
