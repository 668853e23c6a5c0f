// Nobody scrolls a projector's picture: an equation that is taller than the room left for it is drawn smaller, as many rows of a GRU's
// running totals are, and with it what may be chosen.

/** Draw the numbers as small as it takes to end at the foot of the classroom, or above what is said of the keys there.
 * @param {HTMLElement} root of the player */
export function fit(root) {
  const numbers = /** @type {HTMLElement | null} */ (root.querySelector(".closeup .numbers"));
  if (!numbers) return;
  numbers.style.transform = "";
  const keys = root.querySelector(".classroom .leave")?.getBoundingClientRect();
  if (!keys) return;
  const { top } = numbers.getBoundingClientRect();
  /** @param {Element} part */
  const share = (part) => {
    const { right, bottom } = part.getBoundingClientRect();
    return ((right > keys.left ? keys.top : innerHeight) - top) / Math.max(bottom - top, 1); // what is out of sight has no place
  };
  numbers.style.transform = `scale(${Math.min(1, ...[...numbers.querySelectorAll(".num, .legend *, .nudge p, .guess *")].map(share))})`;
}
