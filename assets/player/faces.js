// The fonts of a picture. As an image it may ask nobody for any, so those that its text is written in go into it, as far as the page has
// their files; for the rest there are others.

/** A font of a style sheet; `file` is an address. @typedef {{family: string, style: string, weight: string, file: string}} Face */

/** The rules for the fonts that the text of an SVG is written in, with their files in them. @param {string} svg */
export async function faces(svg) {
  const here = declared();
  const used = new Set(written(svg).flatMap((text) => faceOf(text, here) ?? []));
  return (await Promise.all([...used].map(rule))).join("");
}

/** An SVG with rules of a style sheet. @param {string} svg @param {string} rules */
export const styled = (svg, rules) =>
  rules ? svg.replace("</title>", () => `</title>\n<style>${rules}</style>`) : svg;

/** The text elements, each of which says its font. @param {string} svg */
function written(svg) {
  const texts = new DOMParser().parseFromString(svg, "image/svg+xml").querySelectorAll("[font-family]");
  return [...texts].filter((text) => text.textContent?.trim());
}

/** What the page's style sheets bring. @returns {Face[]} */
function declared() {
  return [...document.styleSheets].flatMap(rulesOf).flatMap((rule) => {
    if (!(rule instanceof CSSFontFaceRule)) return [];
    /** @param {string} name */
    const said = (name) => rule.style.getPropertyValue(name);
    const file = /url\(\s*(["']?)(.*?)\1\s*\)/.exec(said("src"))?.[2];
    if (!file) return [];
    const address = new URL(file, rule.parentStyleSheet?.href ?? document.baseURI).href;
    return [
      {
        family: unquoted(said("font-family")),
        style: said("font-style") || "normal",
        weight: said("font-weight") || "400",
        file: address,
      },
    ];
  });
}

/** @param {CSSStyleSheet} sheet @returns {CSSRule[]} */
function rulesOf(sheet) {
  try {
    return [...sheet.cssRules];
  } catch {
    return []; // it is another host's, whose rules nobody may read
  }
}

/** The font in which a text is written: of the first of its families that is there, what fits best.
 * @param {Element} text @param {Face[]} here @returns {Face | undefined} */
function faceOf(text, here) {
  const style = text.getAttribute("font-style") ?? "normal";
  const weight = Number(text.getAttribute("font-weight") ?? 400);
  const families = (text.getAttribute("font-family") ?? "").split(",").map(unquoted);
  /** @param {Face} face */
  const rank = (face) =>
    4 * families.indexOf(face.family) + (face.style === style ? 0 : 2) + (hasWeight(face, weight) ? 0 : 1);
  return here.filter(({ family }) => families.includes(family)).sort((one, other) => rank(one) - rank(other))[0];
}

/** @param {Face} face @param {number} weight */
function hasWeight(face, weight) {
  const [least, most = least] = face.weight.replace("normal", "400").replace("bold", "700").split(" ").map(Number);
  return least <= weight && weight <= most;
}

/** @param {string} name */
const unquoted = (name) => name.trim().replace(/^(["'])(.*)\1$/, "$2");

/** @param {Face} face */
async function rule({ family, style, weight, file }) {
  const data = await dataOf(file).catch(() => ""); // no network, or a frame that may not: another font stands in
  return data && `@font-face{font-family:"${family}";font-style:${style};font-weight:${weight};src:url(${data})}\n`;
}

/** A file as a data: address, if the page may read it. @param {string} file */
async function dataOf(file) {
  if (file.startsWith("data:")) return file;
  if (new URL(file).origin !== location.origin) return ""; // the policy would refuse it, and the console say so
  const answer = await fetch(file);
  return answer.ok ? readAsData(await answer.blob()) : "";
}

/** @param {Blob} blob @returns {Promise<string>} */
function readAsData(blob) {
  const reader = new FileReader();
  return new Promise((done, failed) => {
    reader.onload = () => done(String(reader.result));
    reader.onerror = failed;
    reader.readAsDataURL(blob);
  });
}
