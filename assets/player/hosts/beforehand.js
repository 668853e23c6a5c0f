// The runs that somebody may ask for next, fetched from beside the app while nobody waits: the right one, and those that leave one part out of
// an addition. What is not here yet, or too large, the server is asked for.
import { whole } from "./whole.js";

/** @import { Scene } from "../scene" */
/** @import { Short } from "./whole.js" */

/** The right run whole, by the name of its mistake ("": none); of the others what they have beside it.
 * @typedef {{"": Scene} & Record<string, Short>} Runs */

const IDLE = 1000; // ms after a run was opened
const LARGEST = 1e6; // characters of its scene: for others the server would work for seconds

export function beforehand() {
  let wanted = "";
  let timer = 0;
  /** @type {Runs | null} */
  let runs = null;

  /** @param {string} address */
  async function fetched(address) {
    try {
      const answer = await fetch(address);
      const found = answer.ok ? await answer.json() : null;
      if (address === wanted) runs = found;
    } catch {
      // without a server there are none
    }
  }

  return {
    /** @param {string} address where the runs are; empty where nothing is served @param {number} size of the run that is shown */
    want(address, size) {
      if (address === wanted) return;
      [wanted, runs] = [address, null];
      clearTimeout(timer);
      if (address && size <= LARGEST) timer = window.setTimeout(fetched, IDLE, address);
    },
    /** What the player shows of a run: it alone, or the right one with it, if all of that is here.
     * @param {string} mistake @param {boolean} compared @param {Scene} own the run that is shown now @returns {Scene[] | null} */
    scenes(mistake, compared, own) {
      if (!runs) return null;
      const right = runs[""];
      if (!mistake) return [right];
      const mine = own.mistake?.name === mistake;
      if (!mine && !(mistake in runs)) return null;
      const scene = mine ? own : whole(runs[mistake], right);
      return compared ? [right, scene] : [scene];
    },
    forget() {
      wanted = "";
      clearTimeout(timer);
    },
  };
}
