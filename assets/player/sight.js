// A long loop of code scrolls to the line of its step by itself where the browser knows `scroll-initial-target`; for Firefox and Safari,
// which do not, it is scrolled here.

/** Bring the line of the step into sight, with lines before and after it. @param {HTMLElement} root of the player */
export function showLine(root) {
  if (CSS.supports("scroll-initial-target", "nearest")) return;
  const line = /** @type {HTMLElement | null} */ (root.querySelector(".tabs .listing [aria-current]"));
  const listing = /** @type {HTMLElement | null} */ (line?.closest(".listing"));
  if (!line || !listing) return;
  const before = /** @type {HTMLElement | null} */ (line.previousElementSibling); // it stays in its place, the line itself may stick to an edge
  const top = before ? before.offsetTop + before.offsetHeight - listing.offsetTop : 0;
  const around = parseFloat(getComputedStyle(listing).scrollPaddingTop) || 0;
  const [least, most] = [top + line.offsetHeight + around - listing.clientHeight, top - around];
  listing.scrollTop = Math.max(Math.min(listing.scrollTop, most), least);
}
