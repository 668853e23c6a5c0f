// A component without a picture: what the menus offer. It stays below the 10 kB from which Streamlit keeps a message by its hash: when one that
// changes comes back while the page is busy, the server may send a hash that the page has just forgotten, and the page dies.
import { offer } from "./offer.js";

export default function ({ data }) {
  offer(data);
}
