// A component without a picture: it hands a few bytes to another one, which then are sent without what is large there.
import { hand } from "./handed.js";

export default function ({ data: { name, value } }) {
  hand(name, value);
}
