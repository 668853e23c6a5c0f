// How wide a text is, in the fonts and with the spacing that the player's own elements have. A canvas knows it without a layout of the
// page; what it has said is remembered until the fonts, the spacing or their size change.

/** What a text is: running text, the same in bold (results, what stands above and below a letter), the letters of a quantity.
 * @typedef {"text" | "bold" | "name"} Role */

/** `em` is the width of a text in em. `stretch` says how many times as wide as in our own fonts text is, at least 1;
 * `line` how many times as tall as a font's size a line of running text.
 * @typedef {{ em(role: Role, text: string): number, stretch: number, line: number }} Measure */

const LINE = 1.3; // of .unrolled
const DIGIT = 0.515; // em, and what else is not narrow, in Source Sans with tabular figures
const NARROW = new Map([
  [".", 0.26],
  [",", 0.26],
  [" ", 0.26],
  ["i", 0.26],
  ["l", 0.26],
  ["(", 0.32],
  [")", 0.32],
]);
const WIDER = { text: 1, bold: 1.06, name: 1 };

/** What our own fonts take, a little generously: while fonts are on their way, and where there is no page. @type {Measure} */
export const STAND_IN = {
  em(role, text) {
    let em = 0;
    for (const letter of text) em += NARROW.get(letter) ?? DIGIT;
    return em * WIDER[role] * (role === "name" && text.includes("W") ? 1.2 : 1);
  },
  stretch: 1,
  line: LINE,
};

/** A measure with some room to spare; never less than our own fonts take, so that with these all pictures are composed alike.
 * @param {Measure} measure @returns {Measure} */
export function roomy(measure) {
  if (measure === STAND_IN) return measure; // it has some
  return { ...measure, em: (role, text) => Math.max(SPARE * measure.em(role, text), STAND_IN.em(role, text)) };
}

/** @param {Measure} measure @param {string} text @param {number} size of the font in px @param {boolean} [bold] */
export const textWidth = (measure, text, size, bold = false) => measure.em(bold ? "bold" : "text", text) * size;

const ROLES = /** @type {Role[]} */ (Object.keys(WIDER));
const SIZE = 20; // px at which is measured: letters of a large size may be narrower
const SPARE = 1.02; // on a screen letters may be set on whole pixels
const SAMPLE = "dense + softmax: gradients add here −0.345";
const OWN = 17.93; // em that the sample has in our own fonts
const SAME = 0.03; // as good as in our own font

/** Measures for one player. @param {HTMLElement} root @param {() => void} changed called when texts are wider or narrower than before */
export function measuring(root, changed) {
  const probe = root.appendChild(document.createElement("div"));
  probe.className = "probe";
  probe.setAttribute("aria-hidden", "true");
  const spans = ROLES.map((role) => {
    const span = probe.appendChild(document.createElement("span"));
    span.className = `probe-${role}`;
    span.textContent = SAMPLE;
    return span;
  });
  let now = read(spans);

  function look() {
    const next = read(spans);
    if (next.looks === now.looks) return; // and what is known stays so
    now = next;
    changed();
  }

  // Whatever changes a text changes the size of one that nobody sees: a font that has come, a reader's own style sheet.
  const sized = new ResizeObserver(look);
  for (const span of spans) sized.observe(span);
  document.fonts.addEventListener("loadingdone", look);
  return {
    /** @returns {Measure} */
    get measure() {
      return now.measure;
    },
    stop() {
      sized.disconnect();
      document.fonts.removeEventListener("loadingdone", look);
      probe.remove();
    },
  };
}

/** What the elements' style says; as long as that `looks` the same nothing has to be drawn anew.
 * @param {HTMLElement[]} spans one of each role @returns {{ measure: Measure, looks: string }} */
function read(spans) {
  const styles = spans.map((span) => getComputedStyle(span));
  const fonts = styles.map((style) => `${style.fontStyle} ${style.fontWeight} ${SIZE}px ${style.fontFamily}`);
  const missing = styles.some(({ fontFamily }, i) => !fontFamily || !document.fonts.check(fonts[i])); // no font: not in the page yet
  const measure = missing ? STAND_IN : measureWith(fonts, styles);
  const looks = missing ? "" : [...ROLES.map((role) => measure.em(role, SAMPLE)), measure.line].join(" ");
  return { measure, looks };
}

/** @param {string[]} fonts @param {CSSStyleDeclaration[]} styles of each role @returns {Measure} */
function measureWith(fonts, styles) {
  const widths = new Map(ROLES.map((role, i) => [role, widthIn(fonts[i], styles[i])]));
  /** @type {Measure["em"]} */
  const em = (role, text) => widths.get(role)?.(text) ?? 0;
  const stretch = em("text", SAMPLE) / OWN;
  const [{ fontSize, lineHeight }] = styles;
  return {
    em,
    stretch: stretch < 1 + SAME ? 1 : stretch,
    line: Number.parseFloat(lineHeight) / Number.parseFloat(fontSize) || LINE, // "normal" is no number
  };
}

/** Widths in one font, each measured once. All digits are as wide as the widest, as in a table: so most numbers are known already.
 * @param {string} font @param {CSSStyleDeclaration} style */
function widthIn(font, { fontSize, letterSpacing, wordSpacing }) {
  const brush = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  brush.font = font;
  /** @param {string} text */
  const bare = (text) => brush.measureText(text).width / SIZE;
  const [letter, word] = [letterSpacing, wordSpacing].map(
    (spacing) => Number.parseFloat(spacing) / Number.parseFloat(fontSize) || 0, // "normal" is no number
  );
  const digit = [..."0123456789"].reduce((one, other) => (bare(one) < bare(other) ? other : one));
  /** @type {Map<string, number>} */
  const known = new Map();
  /** @param {string} text */
  return (text) => {
    const pattern = text.replace(/\d/g, digit);
    const found = known.get(pattern);
    if (found !== undefined) return found;
    const width = bare(pattern) + letter * pattern.length + word * (pattern.split(" ").length - 1);
    known.set(pattern, width);
    return width;
  };
}
