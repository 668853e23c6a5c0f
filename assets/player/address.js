// When an address is written: a jump makes a history entry at once, a step replaces it when the hand rests. (Each call into the
// history costs milliseconds, and browsers refuse hundreds in a row.)

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

/** The query string of what is on screen; only what differs from the default is written.
 * @param {Record<string, unknown>} place @param {Record<string, string>} defaults @param {Iterable<[string, string]>} rest */
export function query(place, defaults, rest) {
  const mine = Object.entries(place).map(([key, value]) => [key, String(value)]);
  const text = new URLSearchParams([...mine.filter(([key, value]) => value !== defaults[key]), ...rest]).toString();
  return text ? `?${text}` : "";
}
