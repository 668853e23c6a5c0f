// What is on the screen as an SVG of its own: boxes, lines and text at their places, all styles in it. Text stays text; who has not the
// fonts sees it in others, as wide as it was. What is HTML on the page, such as the equation, is drawn again from its boxes.

const ROOM = 24; // px above, between and below the parts
const DRAWN = {
  fill: "rgb(0, 0, 0)",
  "fill-opacity": "1",
  stroke: "none",
  "stroke-width": "1px",
  "stroke-opacity": "1",
  "stroke-dasharray": "none",
  "stroke-linecap": "butt",
  "stroke-linejoin": "miter",
  "vector-effect": "none",
  opacity: "1",
  "font-family": "",
  "font-size": "",
  "font-weight": "400",
  "font-style": "normal",
  "text-anchor": "start",
  "dominant-baseline": "auto",
}; // what of an SVG's looks may come from a style sheet, and what it is otherwise
/** The sides of a box, and for each the line from one corner to the next: both as shares of its width and height. */
const SIDES = /** @type {const} */ ([
  ["Top", [0, 0, 1, 0]],
  ["Right", [1, 0, 1, 1]],
  ["Bottom", [0, 1, 1, 1]],
  ["Left", [0, 0, 0, 1]],
]);
const CLEAR = "rgba(0, 0, 0, 0)";
/** How a border is broken, in px. @type {Record<string, string>} */
const BROKEN = { dashed: "4 3", dotted: "1 1" };

/** Where the picture's corner is on the page, how many clips there are in it, and how far below the baseline a font's box ends.
 * @typedef {{left: number, top: number, clips: number, baseline: (style: CSSStyleDeclaration) => number}} Pen */

/** The step in a player as the text of an SVG: the strip, and below it the close-up. @param {HTMLElement} root of the player */
export function picture(root) {
  root.style.minHeight = `${root.offsetHeight}px`; // who has scrolled down stays there
  root.classList.add("pictured"); // without what is there to be pressed or heard; the style sheet knows what that is
  try {
    return drawn(root);
  } finally {
    root.classList.remove("pictured");
    root.style.minHeight = "";
  }
}

/** @param {HTMLElement} root */
function drawn(root) {
  const parts = [...root.querySelectorAll(".figure, .closeups > :not(.ahead) > .inset")];
  const boxes = parts.map((part) => part.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const width = Math.ceil(Math.max(...boxes.map((box) => box.right)) - left);
  /** @type {Pen} */
  const pen = { left, top: 0, clips: 0, baseline: baselines() };
  let height = ROOM;
  const inside = parts.map((part, i) => {
    pen.top = boxes[i].top - height;
    height += Math.ceil(boxes[i].height) + ROOM;
    return element(part, pen);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>${escaped(root.querySelector(".headline")?.textContent ?? "")}</title>
<rect width="${width}" height="${height}" fill="${getComputedStyle(root).getPropertyValue("--bg")}"/>
${inside.join("\n")}
</svg>
`;
}

/** @param {Element} it @param {Pen} pen @returns {string} */
function element(it, pen) {
  const style = getComputedStyle(it);
  const boxless = style.display === "contents"; // and so, for the browser, not visible, though what is in it may be
  if (!boxless && !it.checkVisibility({ visibilityProperty: true })) return "";
  if (it instanceof SVGSVGElement) return drawing(it, pen);
  const inside = [...it.childNodes].map((node) => {
    if (node instanceof Element) return element(node, pen);
    return node instanceof Text ? text(node, style, pen) : "";
  });
  const all = [boxless ? "" : box(it, style, pen), ...inside, strike(it, pen)].filter(Boolean).join("\n");
  if (!all) return "";
  const opacity = style.opacity === "1" ? "" : ` opacity="${style.opacity}"`;
  const clip = style.overflowX === "hidden" ? clipped(it, pen) : "";
  if (!clip) return opacity ? `<g${opacity}>${all}</g>` : all;
  return `${clip}<g${opacity} clip-path="url(#clip${pen.clips})">${all}</g>`;
}

/** @param {Element} it @param {Pen} pen */
function clipped(it, pen) {
  pen.clips += 1;
  return `<clipPath id="clip${pen.clips}"><rect ${placed(it.getBoundingClientRect(), pen)}/></clipPath>`;
}

/** Background and border. @param {Element} it @param {CSSStyleDeclaration} style @param {Pen} pen */
function box(it, style, pen) {
  const sides = SIDES.map(([side, corners]) => ({
    width: style[`border${side}Style`] === "none" ? 0 : Number.parseFloat(style[`border${side}Width`]),
    colour: style[`border${side}Color`],
    broken: BROKEN[style[`border${side}Style`]],
    corners,
  }));
  const filled = style.backgroundColor !== CLEAR;
  if (!filled && sides.every(({ width, colour }) => !width || colour === CLEAR)) return "";
  const at = it.getBoundingClientRect();
  const [{ width, colour, broken }] = sides;
  const fill = `fill="${filled ? style.backgroundColor : "none"}"`;
  if (sides.every((side) => side.width === width && side.colour === colour)) {
    const inner = new DOMRect(at.x + width / 2, at.y + width / 2, at.width - width, at.height - width);
    const radius = Math.max(Number.parseFloat(style.borderTopLeftRadius) - width / 2, 0);
    const round = radius ? ` rx="${short(Math.min(radius, inner.width / 2))}"` : "";
    const dashes = broken ? ` stroke-dasharray="${broken}"` : "";
    const line = width ? ` stroke="${colour}" stroke-width="${width}"${dashes}` : "";
    return `<rect ${placed(inner, pen)}${round} ${fill}${line}/>`;
  }
  const lines = sides.map((side) => {
    const [x1, y1, x2, y2] = side.corners;
    const [x, y] = [at.x - pen.left, at.y - pen.top];
    return side.width
      ? `<path d="M${short(x + x1 * at.width)} ${short(y + y1 * at.height)}L${short(x + x2 * at.width)} ${short(y + y2 * at.height)}" stroke="${side.colour}" stroke-width="${side.width}"/>`
      : "";
  });
  return [filled ? `<rect ${placed(at, pen)} ${fill}/>` : "", ...lines].filter(Boolean).join("\n");
}

/** Text line by line, where the browser has broken it. @param {Text} node @param {CSSStyleDeclaration} style @param {Pen} pen */
function text(node, style, pen) {
  const look = `fill="${style.color}" font-family="${escaped(style.fontFamily)}" font-size="${style.fontSize}"${[
    style.fontWeight === "400" ? "" : ` font-weight="${style.fontWeight}"`,
    style.fontStyle === "normal" ? "" : ` font-style="${style.fontStyle}"`,
  ].join("")}`;
  return lines(node)
    .map(({ words, left, right, bottom }) => {
      const [x, y, width] = [left - pen.left, bottom - pen.top - pen.baseline(style), right - left];
      return `<text x="${short(x)}" y="${short(y)}" textLength="${short(width)}" lengthAdjust="spacingAndGlyphs" ${look}>${escaped(words)}</text>`;
    })
    .join("\n");
}

/** The words of a text node that stand on one line, and where. @param {Text} node */
function lines(node) {
  const range = document.createRange();
  /** @type {{words: string, left: number, right: number, bottom: number}[]} */
  const found = [];
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const at = range.getBoundingClientRect();
    if (!at.width) continue;
    const last = found.at(-1);
    if (last && Math.abs(last.bottom - at.bottom) < 2) {
      last.words += ` ${word}`;
      last.right = at.right;
    } else found.push({ words: word, left: at.left, right: at.right, bottom: at.bottom });
  }
  return found;
}

/** The slanting line through what is struck out: it is drawn after it, in the middle. @param {Element} it @param {Pen} pen */
function strike(it, pen) {
  const style = getComputedStyle(it, "::after");
  const wide = Number.parseFloat(style.borderTopWidth);
  if (style.content === "none" || !wide) return "";
  const at = it.getBoundingClientRect();
  const { a, b } = new DOMMatrix(style.transform);
  const half = Number.parseFloat(style.width) / 2;
  const [x, y] = [at.x + at.width / 2 - pen.left, at.y + (at.height + wide) / 2 - pen.top];
  return `<path d="M${short(x - a * half)} ${short(y - b * half)}L${short(x + a * half)} ${short(y + b * half)}" stroke="${style.borderTopColor}" stroke-width="${wide}"/>`;
}

/** How far below the baseline a font's box ends. @returns {Pen["baseline"]} */
function baselines() {
  const brush = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  /** @type {Map<string, number>} */
  const known = new Map();
  return (style) => {
    const font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    brush.font = font;
    const descent = known.get(font) ?? brush.measureText("x").fontBoundingBoxDescent;
    known.set(font, descent);
    return descent;
  };
}

/** An SVG of the page, its styles in it. @param {SVGSVGElement} it @param {Pen} pen */
function drawing(it, pen) {
  const copy = /** @type {SVGSVGElement} */ (it.cloneNode(true));
  const [old, anew] = [
    [it, ...it.querySelectorAll("*")],
    [copy, ...copy.querySelectorAll("*")],
  ];
  old.forEach((from, i) => {
    dress(from, anew[i]);
  });
  const at = it.getBoundingClientRect();
  for (const [name, value] of Object.entries({
    x: at.x - pen.left,
    y: at.y - pen.top,
    width: at.width,
    height: at.height,
  }))
    copy.setAttribute(name, short(value));
  copy.setAttribute("overflow", getComputedStyle(it).overflowX);
  for (const nothing of copy.querySelectorAll("[display=none]")) nothing.remove();
  for (const mark of comments(copy)) mark.remove(); // they are lit-html's
  return new XMLSerializer().serializeToString(copy);
}

/** @param {Element} within @returns {Comment[]} */
function comments(within) {
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (walker.nextNode()) found.push(/** @type {Comment} */ (walker.currentNode));
  return found;
}

/** @param {Element} from @param {Element} to */
function dress(from, to) {
  const style = getComputedStyle(from);
  for (const { name } of [...to.attributes]) {
    if (/^(class|style|data-.*|aria-.*|role|tabindex)$/.test(name)) to.removeAttribute(name);
  }
  if (style.display === "none" || style.visibility === "hidden") to.setAttribute("display", "none");
  if (to.matches("g, svg")) {
    if (style.opacity !== "1") to.setAttribute("opacity", style.opacity); // the rest is said where it is drawn
    return;
  }
  for (const [name, otherwise] of Object.entries(DRAWN)) {
    const value = style.getPropertyValue(name);
    if (value !== otherwise && (to.matches("text, tspan") || !/font|text|baseline/.test(name)))
      to.setAttribute(name, value);
    else to.removeAttribute(name);
  }
}

/** @param {DOMRect} box @param {Pen} pen */
const placed = ({ x, y, width, height }, pen) =>
  `x="${short(x - pen.left)}" y="${short(y - pen.top)}" width="${short(Math.max(width, 0))}" height="${short(Math.max(height, 0))}"`;

/** @param {number} value */
const short = (value) => String(Math.round(value * 100) / 100);

/** @param {string} said */
const escaped = (said) =>
  said.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
