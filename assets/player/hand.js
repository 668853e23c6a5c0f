// A component without a picture: it hands a few bytes to another one, which then are sent without what is large there.
import { hand } from "./view/handed.js";

/** @param {{data: {name: string, value: unknown}}} component */
export default function ({ data: { name, value } }) {
  hand(name, value);
}
