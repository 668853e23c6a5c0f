// The address bar. The stage is its only writer: Python hands over its own part (`fixed`) with the scene.

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

/** Replace or push the address; inside a host page, tell the host as Streamlit does.
 * @param {string} search @param {boolean} jump */
export function write(search, jump) {
  if (search === location.search) return;
  history[jump ? "pushState" : "replaceState"](history.state, "", location.pathname + search + location.hash);
  if (window.parent !== window) {
    window.parent.postMessage({ stCommVersion: 1, type: "SET_QUERY_PARAM", queryParams: search }, "*");
  }
}
