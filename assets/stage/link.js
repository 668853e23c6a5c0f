// The address bar. The stage is its only writer: Python hands over the problem's part (`fixed`) with the scene, and the panels' part by itself.

const REST = 100; // ms

/** The query string of what is on screen; only what differs from the default is written.
 * @param {Record<string, string>} fixed @param {Record<string, string>} defaults @param {Record<string, string>} mine */
export function query(fixed, defaults, mine) {
  const own = Object.entries(mine).filter(([key, value]) => value !== defaults[key]);
  const parameters = new URLSearchParams([...own, ...Object.entries(fixed), ...embedding()]);
  const text = parameters.toString();
  return text ? `?${text}` : "";
}

/** Streamlit's own keys stay as they are: the theme and the embedding are the viewer's. */
function embedding() {
  return [...new URLSearchParams(location.search)].filter(([key]) => key.startsWith("embed"));
}

let waiting = 0;
let latest = "";

/** Show an address: a jump makes a history entry at once, a step replaces it when the hand rests (each call into the
 * history costs milliseconds, and browsers refuse hundreds in a row). @param {string} address @param {boolean} jump */
export function write(address, jump) {
  if (jump) flush();
  latest = address;
  clearTimeout(waiting);
  if (jump) put("pushState");
  else waiting = window.setTimeout(flush, REST);
}

/** Write the address that waits, now. */
export function flush() {
  clearTimeout(waiting);
  if (waiting) put("replaceState");
}

/** Do not write the address that waits. */
export function forget() {
  clearTimeout(waiting);
  waiting = 0;
}

function put(how) {
  waiting = 0;
  const search = latest;
  if (search === location.search) return;
  try {
    history[how](history.state, "", location.pathname + search + location.hash);
  } catch {
    return; // a page without an address of its own, such as a frame's srcdoc
  }
  if (window.parent !== window) {
    // inside a host page: tell it, as Streamlit does
    window.parent.postMessage({ stCommVersion: 1, type: "SET_QUERY_PARAM", queryParams: search }, "*");
  }
}
