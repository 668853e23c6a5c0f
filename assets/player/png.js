// A picture as the files it is saved and copied as.
import { faces, styled } from "./faces.js";
import { say } from "./say.js";

const FINE = 2; // pixels of a PNG for each of the page
const SMALL = 100_000; // bytes of fonts in an SVG: ours have 88 kB, those that Streamlit serves 810

/** An SVG as it is saved: it has its fonts with it where they are small. What they are for is an image on somebody's page, which has none
 * but the system's; a drawing program takes its own. @param {string} svg */
export async function svgFile(svg) {
  const rules = await faces(svg);
  return new Blob([styled(svg, rules.length <= SMALL ? rules : "")], { type: "image/svg+xml" });
}

/** An SVG as pixels. @param {string} svg @returns {Promise<Blob>} */
export async function png(svg) {
  const image = new Image();
  // A data: address, since policies that allow images at all allow these; and in a frame without origin it spoils no canvas.
  image.src = `data:image/svg+xml,${encodeURIComponent(styled(svg, await faces(svg)))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [FINE * image.naturalWidth, FINE * image.naturalHeight];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) => {
    canvas.toBlob((made) => (made ? done(made) : failed(Error("larger than this browser's canvas"))), "image/png");
  });
}

/** What to do where a picture could not be copied. A frame may keep its page from saving too. @param {Promise<Blob>} made */
export const insteadOfCopy = (made) =>
  made.then(
    () => say(window.parent === window ? "share.picture.no-copy" : "share.picture.no-copy-in-frame"),
    () => say("share.picture.no-png"),
  );

/** Save a file, as a link to it would. @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}

/** Copy a picture that may still be in the making: a browser lets a page copy only at once after a click.
 * @param {Promise<Blob>} made */
export const copyPng = async (made) => navigator.clipboard.write([new ClipboardItem({ "image/png": made })]);
