// Nobody scrolls a projector's picture: an equation that is taller than the room left for it is drawn smaller, as many rows of a GRU's
// running totals are.

/** Draw the equation as small as it takes to end at the foot of the classroom, or above what is said of the keys there.
 * @param {HTMLElement} root of the player */
export function fit(root) {
  const keys = root.querySelector(".classroom .leave")?.getBoundingClientRect();
  const equation = /** @type {HTMLElement | null} */ (keys && root.querySelector(".closeup .equation"));
  if (!keys || !equation) return; // out of the classroom lit writes its style anew, as it has another size
  equation.style.transform = "";
  const { top } = equation.getBoundingClientRect();
  /** @param {Element} part */
  const share = (part) => {
    const { right, bottom } = part.getBoundingClientRect();
    return ((right > keys.left ? keys.top : innerHeight) - top) / Math.max(bottom - top, 1); // what is out of sight has no place
  };
  equation.style.transform = `scale(${Math.min(1, ...[...equation.querySelectorAll(".num, .legend *, .nudge p")].map(share))})`;
}
