// Inside one LSTM cell: c straight through the middle, three gates below it, the output gate on the row of a. The factors
// stand on the wires. Forward the wires lead from the stack to c and a, backward the gradients come down the same wires.

import { arrow, laneWidth } from "./geometry.js";
import { cutAt, cutRoad, pathAt, pathOf } from "./mistaken.js";
import { entry, shape } from "./numbers.js";
import { inOrder, orderOn } from "./order.js";
import { rich, symbol, whyNothing, zeroText } from "./rich.js";
import { html, nothing, svg } from "./vendor/lit-html.js";
import { wayHere } from "./worked.js";

const RING = 22;
const DISC = 16;
const OFF = 5; // of a plus, and of the two lanes of a wire
/** What a step of the head computes. */
export const HEAD = ["logits", "y", "loss", "dlogits", "da_softmax"];

/** Steps of the head have the crossing or the fan. @param {any} step */
export const isInside = (step) => !HEAD.includes(step.quantity);

export const INSIDE_WIDTH = 476;

/** @param {any} scene @param {any} step @param {{width: number, height: number, still?: boolean}} room in px at scale 1 */
export function lstmInside(scene, step, { height: H, still }) {
  const { t, quantity, phase } = step;
  const {
    T,
    given,
    top,
    states: [ofA, ofC],
  } = scene.problem;
  const back = phase === "backward";
  const index = scene.steps.indexOf(step);
  const at = new Map(scene.steps.map((other, i) => [`${other.quantity}.${other.t}`, i]));
  const known = (name) => (at.get(`${name}.${t}`) ?? Infinity) <= index;
  const largest = Math.max(...scene.roads.filter((road) => road.back).map((road) => road.size));
  const width = (name) => laneWidth(sizeIn(scene, name, t), largest) * 1.15;
  const x = 336;
  const next = 414;
  const low = H - 42;
  const gates = [low - 60, low - 33];
  const c = H * 0.52;
  const a = H * 0.25;
  const bus = 56;
  const [forget, update, candidate] = [144, 209, 282];
  const pill = [78, 114];
  const zero = t === T;
  const handed = zero && ofC.handed;
  const stub = x + RING + 26;
  const ordered = (name, content) => (still ? inOrder(scene, step, name, content) : content);
  const names = [];
  const say = (nx, ny, side, part, classes = "") =>
    names.push(
      named(
        nx,
        ny,
        `${side} ${classes}`,
        typeof part === "string"
          ? ordered(part, symbol(scene, { symbol: part, t, path: pathAt(scene, part, t) }))
          : part,
      ),
    );

  /** A wire going out: later, known or active. */
  const out = (key, name, points, tip = true) => {
    const active = !back && (quantity === name || (READ[quantity] ?? []).includes(key));
    return wireIn({
      key,
      name,
      points,
      width: active ? 3.6 : 1.6,
      tip,
      classes: `out ${active ? "active" : (back || key === "c past" || known(name)) ? "known" : "later"}`,
    });
  };
  const cut = (name) => (scene.mistake?.cut ?? []).find((road) => road.quantity === name && road.t === t);
  const arrived = (name) => known(name) && !cut(name);
  /** A gradient coming back, once it is there; crossed out if nobody takes it. */
  const home = (key, name, points, path, more = {}) =>
    !back || !known(name)
      ? nothing
      : cut(name)
        ? cutRoad(cut(name), points, 0, 1.15)
        : wireIn({
            key,
            name,
            points,
            width:
              zero && /time/.test(name) && !(handed && name === "dc_time")
                ? 1.8
                : path === "ink"
                  ? quantity === name
                    ? 3.2
                    : 1.6
                  : width(name),
            classes: `back path-${pathOf(scene, { path, step: at.get(`${name}.${t}`) })} ${quantity === name || (MOVED[quantity] ?? []).includes(name) ? "now" : "done"}`,
            ...more,
          });
  /** Does anybody there take it? */
  const goes = (name, to) =>
    scene.roads.some((road) => !road.back && road.quantity === name && road.t === t && road.to === to);
  /** A wire as faint as what is not yet. */
  const rest = (key, name, points) =>
    back && !known(name) ? wireIn({ key, name, points, width: 1.6, tip: false, classes: "out later" }) : nothing;

  const gate = (name, left, right, [top, foot], words) => {
    const [z, dz] = [`z${name}`, `dz${name}`];
    const on = [name, z, dz].includes(quantity) || (name === "c" && quantity === "cc");
    names.push(named((left + right) / 2, (top + foot) / 2, `middle text ${back || known(z) ? "" : "later"}`, words));
    return svg`<rect class=${`place ${on ? "active" : back || known(z) ? "" : "later"}`} data-quantity=${back ? dz : name === "c" ? "cc" : name} data-t=${t} x=${left} y=${top} width=${right - left} height=${foot - top} rx="6"></rect>`;
  };
  const factor = (left, right, y, classes, words) => {
    names.push(named((left + right) / 2, y, "middle text factor", words));
    return svg`<rect class=${`place factor ${classes}`} x=${left} y=${y - 13} width=${right - left} height="26" rx="13"></rect>`;
  };
  const plus = (state, y) =>
    back && known(state.total)
      ? svg`<g class="plus ${cutAt(scene, t, state) ? "cut" : ""}" data-quantity=${state.total} data-t=${t}>
      <circle class="ring" cx=${x} cy=${y} r=${RING}></circle><circle class="disc" cx=${x} cy=${y} r=${DISC}></circle><path class="sign" d="M${x - 9},${y}H${x + 9}M${x},${y - 9}V${y + 9}"></path></g>`
      : svg`<g class=${`dot ${back || known(state.name) ? (quantity === state.name ? "active" : "known") : "later"}`} data-quantity=${state.name} data-t=${t}>${back ? svg`<circle class="ring" cx=${x} cy=${y} r=${RING}></circle>` : nothing}
      <circle cx=${x} cy=${y} r=${quantity === state.name && !back ? 10 : 6}></circle></g>`;
  const aside = back && known("dc_a") && cut("dc_a") ? 22 : 0; // room for the cross
  const apart = handed ? 9 : OFF; // the test's dc_next is wide
  const edge = back ? RING : 8;
  const down = [x + OFF, a + RING];
  const returned = back && known("da_softmax");
  const came = back && (known("da_time") || known("dc_time"));
  const drop = (key, gx, name, words) => [
    back
      ? home(
          key,
          `dz${name}`,
          [
            [gx, c],
            [gx, gates[0]],
          ],
          "sum",
        )
      : out(
          key,
          name === "c" ? "cc" : name,
          [
            [gx, gates[0]],
            [gx, c],
          ],
          false,
        ),
    rest(key, `dz${name}`, [
      [gx, c],
      [gx, gates[0]],
    ]),
    wireIn({
      key: "foot",
      name: "dconcat",
      points: back
        ? [
            [gx, gates[1]],
            [gx, low],
          ]
        : [
            [gx, low],
            [gx, gates[1]],
          ],
      width: quantity === "dconcat" || quantity === `z${name}` ? 3.2 : 1.6,
      tip: !back,
      classes: `out ${quantity === `z${name}` || quantity === "dconcat" ? "active" : back ? (known("dconcat") ? "known" : "later") : known("concat") ? "known" : "later"}`,
    }),
    say(
      gx + 7,
      c + (gates[0] - c) * 0.62,
      "start",
      words,
      back ? (known(`dz${name}`) ? "text" : "text quiet") : "quiet",
    ),
    back && known(`dz${name}`) ? say(gx + 6, (gates[1] + low) / 2 + 1, "start", `dz${name}`, "text") : nothing,
  ];
  const prev = (name) => ({ symbol: t > 1 ? name : `${name}0`, t: t - 1 });
  const drawing = svg`
    <rect class="inside" x="46" y=${a - 42} width=${x + 34 - 46} height=${low - a + 62} rx="10"></rect>
    <rect class=${`place head ${given ? "given" : returned ? "came" : back ? "known" : "later"}`} x=${x - 76} y="2" width="152" height="32" rx="8"></rect>
    ${zero ? nothing : svg`<rect class=${`place next ${came ? "came" : back ? "known" : known("c") && !back ? (["a", "c"].includes(quantity) ? "active" : "known") : "later"}`} x=${next} y=${a - 11} width="60" height=${c - a + 37} rx="8"></rect>`}
    ${
      !goes("a", "head")
        ? nothing
        : back
          ? out("node-head", "a", [
              [x - OFF, a - edge],
              [x - OFF, 34],
            ])
          : out("node-head", "a", [
              [x, a - edge],
              [x, 34],
            ])
    }
    ${
      zero || !goes("a", "next")
        ? nothing
        : out("node-next", "a", [
            [x + edge, a - (back ? OFF : 0)],
            [next, a - (back ? OFF : 0)],
          ])
    }
    ${
      (zero && !handed) || !goes("c", "c next")
        ? nothing
        : out("c next", "c", [
            [x + edge, c - (back ? apart : 0)],
            [zero ? stub : next, c - (back ? apart : 0)],
          ])
    }
    ${out(
      "cell-node",
      "c",
      back
        ? [
            [x - OFF, c - RING],
            [x - OFF, a + RING],
          ]
        : [
            [x, c - edge],
            [x, a + edge],
          ],
      back,
    )}
    ${home(
      "head-node",
      "da_softmax",
      [
        [x + OFF, 34],
        [x + OFF, a - RING],
      ],
      "soft",
      { dashed: true },
    )}
    ${home(
      "next-node",
      "da_time",
      [
        [zero ? stub : next, a + OFF],
        [x + RING, a + OFF],
      ],
      "time",
    )}
    ${home(
      "c next-node",
      "dc_time",
      [
        [zero ? stub : next, c + apart],
        [x + RING, c + apart],
      ],
      "time",
      { double: !zero || handed },
    )}
    ${home("node-c node", "dc_a", [down, [x + OFF, c - RING]], "sum")}
    ${
      back
        ? [
            home(
              "output",
              "dzo",
              [
                [x - RING, a],
                [134, a],
              ],
              "sum",
            ),
            rest("output", "dzo", [
              [x - RING, a],
              [134, a],
            ]),
          ]
        : out(
            "output",
            "o",
            [
              [134, a],
              [x - edge, a],
            ],
            true,
          )
    }
    ${
      back
        ? [
            home(
              "cell-past",
              "dc_prev",
              [
                [pill[0], c],
                [2, c],
              ],
              "time",
              { double: true },
            ),
            known("dc_prev")
              ? nothing
              : wireIn({
                  key: "c past",
                  name: "c_prev",
                  points: [
                    [2, c],
                    [pill[0], c],
                  ],
                  width: 1.6,
                  classes: "out known",
                }),
          ]
        : out(
            "c past",
            "c_prev",
            [
              [2, c],
              [pill[0], c],
            ],
            false,
          )
    }
    ${
      back
        ? [
            home(
              "row",
              "dc_total",
              [
                [x - RING, c],
                [pill[1], c],
              ],
              "sum",
              { tip: Boolean(still) },
            ),
            rest("row", "dc_total", [
              [x - RING, c],
              [pill[1], c],
            ]),
          ]
        : out("row", "c", [
            [pill[1], c],
            [x - edge, c],
          ])
    }
    ${drop("forget", forget, "f", back ? html`× ${symbol(scene, prev("c"))}` : html`${symbol(scene, { symbol: "f", t })}`)}
    ${drop("update", update, "i", back ? html`× ${symbol(scene, { symbol: "cc", t })}` : html`${symbol(scene, { symbol: "i", t })}`)}
    ${drop("candidate", candidate, "c", back ? html`× ${symbol(scene, { symbol: "i", t })}` : html`${symbol(scene, { symbol: "cc", t })}`)}
    ${stackWires()}
    ${gate("f", forget - 31, forget + 31, gates, "forget")}${gate("i", update - 32, update + 32, gates, "update")}${gate("c", candidate - 39, candidate + 39, gates, "candidate")}
    ${gate("o", 68, 134, [a - 14, a + 14], "output")}
    ${factor(pill[0], pill[1], c, back && known("dc_prev") ? "time" : back || known("c") ? "" : "later", html`× ${symbol(scene, { symbol: "f" })}`)}
    ${
      back
        ? factor(
            x - 120 - aside,
            x + 14 - aside,
            (a + c) / 2 - 1,
            arrived("dc_a") ? "sum" : "later",
            html`× ${rich(scene, [{ symbol: "o" }], {})} (1 − tanh² ${rich(scene, [{ symbol: "c" }], {})})`,
          )
        : factor(x - 30, x + 30, (a + c) / 2, known("a") ? "" : "later", "tanh")
    }
    ${plus(ofA, a)}${plus(ofC, c)}
    ${
      still
        ? [
            ["da_time", a + OFF],
            ["dc_time", c + OFF],
          ]
            .filter(([name]) => arrived(name))
            .map(([name, y]) => orderOn(scene, step, name, [x + RING + (zero ? 18 : 28), y], 0.85))
        : nothing
    }
    ${still && arrived("dc_a") ? orderOn(scene, step, "dc_a", [x + 24, (a + c) / 2 - 2], 0.85) : nothing}`;

  /** From the stack to every gate, or back: one line along the foot, up the left side to the output gate. */
  function stackWires() {
    const on = ["dconcat", "concat"].includes(quantity);
    const state = on ? "active" : (back ? known("dconcat") : known("concat")) ? "known" : "later";
    const wide = on ? 3.2 : 1.6;
    const z = quantity === "zo";
    const plain = (key, points, active) =>
      svg`<g class=${`road out ${active ? "active" : state}`} data-road=${key} data-quantity=${back ? "dconcat" : "concat"} data-t=${t}><path class="shaft" d=${points} stroke-width=${active ? 3.2 : wide}></path></g>`;
    return svg`${plain("foot", `M96,${low}H${candidate}`, on || ["zf", "zi", "zc"].includes(quantity))}${plain("side", `M68,${a}H${bus}V${c - 9}M${bus},${c + 9}V${low - 13}`, on || z)}
      ${
        back
          ? [
              home(
                "cell-past",
                "da_prev",
                [
                  [40, low],
                  [2, low],
                ],
                "time",
              ),
              quantity === "da_prev"
                ? nothing
                : home(
                    "cell-input",
                    "dx",
                    [
                      [68, low + 13],
                      [68, H - 1],
                    ],
                    "ink",
                  ),
            ]
          : wireIn({
              key: "stack",
              name: "concat",
              points: [
                [2, low],
                [40, low],
              ],
              width: quantity === "concat" ? 3.6 : 1.6,
              classes: `out ${quantity === "concat" ? "active" : "known"}`,
            })
      }
      ${factor(40, 96, low, state === "later" ? "later" : "", back ? html`<i class="letter">W</i>ᵀ` : html`<i class="letter">W</i>`)}`;
  }

  names.push(
    named(
      x,
      18,
      `middle text ${given ? "quiet" : returned || back ? "" : "later"}`,
      given
        ? html`${symbol(scene, { symbol: "da", t })} given`
        : html`prediction → ${symbol(scene, { symbol: top, t })}`,
    ),
  );
  const end = symbol(scene, { symbol: top, t: T });
  const [why, more] = whyNothing(scene.problem, back);
  if (!zero)
    names.push(
      named(
        next + 30,
        (a + c) / 2 + 6,
        `middle text ${back || known("c") ? "" : "later"}`,
        t + 1 < T
          ? html`cell<br>⟨${t + 1}⟩<br>→ ${symbol(scene, { symbol: top, t: t + 1 })}<br>… ${end}`
          : html`cell<br>⟨${t + 1}⟩<br>→ ${end}`,
      ),
    );
  else if (handed && !back)
    names.push(
      named(stub + 6, c + 10, "start text quiet", html`later steps<br>→ ${symbol(scene, { symbol: "J_later" })}`),
    );
  else if (back || known("c"))
    names.push(named(x + RING + 42, (a + c) / 2, "start text quiet", html`${why}<br>${more}`));
  if (back) {
    if (arrived("da_softmax")) say(x + 20, 49, "start", "da_softmax", "text");
    if (arrived("da_time"))
      zero
        ? say(
            x + RING + 32,
            a + OFF,
            "start",
            html`<b data-quantity="da_time" data-t=${t}>${zeroText(scene, "da_time", t)}</b>`,
            "path-time",
          )
        : say((x + RING + next) / 2 + 2, a + 23, "middle", symbol(scene, { symbol: "da_time", t }), "text");
    if (arrived("dc_time"))
      handed
        ? say(stub + 6, c + OFF + 12, "start", html`${symbol(scene, { symbol: handed })}<br>handed in`, "text")
        : zero
          ? say(
              x + RING + 32,
              c + OFF,
              "start",
              html`<b data-quantity="dc_time" data-t=${t}>${zeroText(scene, "dc_time", t)}</b>`,
              "path-time",
            )
          : say((x + RING + next) / 2 + 2, c + 28, "middle", symbol(scene, { symbol: "dc_time", t }), "text");
    if (known("da_total")) say(x - 28, a - 17, "end", "da_total", "text");
    if (arrived("dc_a"))
      say(
        x + 15,
        c - RING - 6,
        "start",
        symbol(scene, { symbol: "dc_a", t: t < 10 ? t : 0, path: pathAt(scene, "dc_a", t) }),
        "text",
      );
    if (known("dc_total")) say(x - 26, c - 17, "end", "dc_total", "text");
    say(140, a - 16, "start", html`× tanh ${symbol(scene, { symbol: "c", t })}`, known("dzo") ? "text" : "text quiet");
    if (known("dzo")) say(140, a + 17, "start", "dzo", "text");
    if (known("dc_prev"))
      say(
        2,
        c + 24,
        "start",
        quantity === "dc_prev" ? ordered("dc_prev", landing("dc")) : symbol(scene, { symbol: "dc_prev", t }),
        "text",
      );
    else say(2, c - 14, "start", symbol(scene, prev("c")), "quiet");
    if (known("da_prev"))
      say(
        2,
        H - 18,
        "start",
        quantity === "da_prev" ? ordered("da_prev", landing("da")) : symbol(scene, { symbol: "da_prev", t }),
        "text",
      );
    if (known("dx") && quantity !== "da_prev") say(76, H - 14, "start", "dx", "text");
  } else {
    say(2, c - 14, "start", symbol(scene, prev("c")), quantity === "c" ? "" : "quiet");
    const [above, below] = scene.steps[at.get(`concat.${t}`)].operands; // a mistake may stack them the other way
    say(
      2,
      H - 14,
      "start",
      html`${rich(scene, above.name, {})} over ${rich(scene, below.name, {})}`,
      `text ${quantity === "concat" ? "" : "quiet"}`,
    );
    say(140, a - 16, "start", "o", "quiet");
    if (known("a")) say(x + 12, 50, "start", "a", quantity === "a" ? "" : "quiet");
    if (known("c")) say(x + 12, c - 18, "start", "c", quantity === "c" ? "" : "quiet");
  }
  return { drawing, names };

  function landing(d) {
    const [words, name] = landingWords(scene, t, `${d}_prev`, "will be");
    return html`<span>${words} </span>${symbol(scene, name)}`;
  }
}

/** Whether what leaves a cell arrives, and as what. @param {any} scene @param {number} t @param {string} quantity @param {string} last words at the first cell
 * @returns {[string, any]} words and a symbol */
export function landingWords(scene, t, quantity, last) {
  const state = scene.problem.states.find(({ prev }) => prev === quantity);
  const name = t > 1 ? { symbol: state.time, t: t - 1 } : { symbol: state.last };
  const arrival = scene.steps.find((step) => step.quantity === name.symbol && step.t === t - 1);
  const arrives = arrival?.operands[0]?.t === t && wayHere(scene, arrival) === "left";
  return [arrives ? (t > 1 ? "arrives as" : last) : "is not", name];
}

// Forward: which wires a step reads. Backward: what moves beside its own lane.
const READ = {
  concat: ["stack"],
  c: ["c past", "forget", "update", "candidate", "row", "cell-node", "c next"],
  a: ["output", "cell-node", "node-head", "node-next"],
};
const MOVED = {
  da_total: ["da_softmax", "da_time"],
  dc_total: ["dc_a", "dc_time"],
  dzo: ["da_total"],
  dc_a: ["da_total"],
  dzf: ["dc_total"],
  dzi: ["dc_total"],
  dzc: ["dc_total"],
  dc_prev: ["dc_total"],
};

function wireIn({ key, name, points, width, classes, tip = true, dashed = false, double = false }) {
  const outer = double ? width + 4 : width;
  const { shaft, head } = arrow(points, /active|back/.test(classes) ? width + (double ? 2 : 0) : 2.2);
  const [from, to] = tip ? shaft : points;
  return svg`<g class=${`road ${classes}`} data-road=${key} data-quantity=${name}><path class="shaft" d="M${from}L${to}" stroke-width=${outer} stroke-dasharray=${dashed ? "7 5" : nothing}></path>
    ${double ? svg`<path class="between" d="M${from}L${to}" stroke-width=${outer * 0.38}></path>` : nothing}${tip ? svg`<path class="tip" d=${head}></path>` : nothing}</g>`;
}

const named = (x, y, classes, content) =>
  html`<div class="name ${classes}" style="left:calc(${x}px*var(--scale));top:calc(${y}px*var(--scale))">${content}</div>`;

function sizeIn(scene, name, t) {
  const box = { value: name, t };
  const [rows, columns] = shape(scene, box);
  let sum = 0;
  for (let r = 1; r <= rows; r++) for (let k = 1; k <= columns; k++) sum += entry(scene, box, r, k) ** 2;
  return Math.sqrt(sum);
}
