// Lets Node find the stage's words, which have no file: app/bundle.py makes them, and tests/node.py hands them over.
import { register } from "node:module";

/** @param {string} text of a module */
const address = (text) => `data:text/javascript,${encodeURIComponent(text)}`;

const words = JSON.stringify(address(process.env.UNROLLED_WORDS ?? ""));
register(
  address(`export const resolve = (name, context, next) =>
    name === "./words.js" ? { url: ${words}, shortCircuit: true } : next(name, context);`),
);
