// When an address is written: a jump makes a history entry at once, a step replaces it when the hand rests. (Each call into the
// history costs milliseconds, and browsers refuse hundreds in a row.)

/** @import { Place } from "./model.js" */
/** @import { Walk } from "./scene" */

const REST = 100; // ms

/** @param {(text: string, jump: boolean) => void} put writes it, as a new entry of the history or in place of the last one */
export function patiently(put) {
  let waiting = 0;
  let latest = "";

  /** Write the address that waits, now. */
  function flush() {
    clearTimeout(waiting);
    if (waiting) put(latest, false);
    waiting = 0;
  }

  return {
    /** @param {string} text @param {boolean} jump */
    write(text, jump) {
      if (jump) flush();
      latest = text;
      clearTimeout(waiting);
      waiting = 0;
      if (jump) put(text, true);
      else waiting = window.setTimeout(flush, REST);
    },
    flush,
    /** Do not write the address that waits. */
    forget() {
      clearTimeout(waiting);
      waiting = 0;
    },
  };
}

/** The stop of a walk that an address names, the first if it names none. @param {Walk | null | undefined} walk @param {unknown} stop */
export const stopOf = (walk, stop) => walk?.stops[(Number(stop) || 1) - 1];

/** What an address is made of beside the place: the keys of the problem, its mistake, the keys of the place by default, the walk that is taken.
 * @typedef {{fixed: Record<string, string>, mistake: string, defaults: Record<string, unknown>, walk: Walk | null}} Around */

/** The query string of what is on screen; only what differs from the default is written, on a walk from what its stop says.
 * @param {Place} place @param {Around} around @param {Iterable<[string, string]>} more */
export function query(place, { fixed, mistake, defaults, walk }, more = []) {
  const stop = walk?.stops[place.stop - 1];
  const usual = { ...defaults, mistake: "", ...stop?.place, ...(stop && { mistake: stop.mistake }) };
  const mine = Object.entries({ ...place, ...fixed, mistake }).map(([key, value]) => [key, String(value)]);
  const written = mine.filter(([key, value]) => value !== /** @type {Record<string, unknown>} */ (usual)[key]);
  const text = new URLSearchParams([...written, ...more]).toString();
  return text ? `?${text}` : "";
}
