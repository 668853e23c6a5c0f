// What moves when a step is taken, in which order and for how long. The picture is already in its final state when
// motion starts: every animation runs towards it, so finishing one early, or none at all, shows the same picture.
import { format, parsed } from "./numbers.js";
import { reads } from "./worked.js";

/** @import { State, Step } from "./scene" */
/** @import { Point } from "./geometry.js" */

/** What happens to an element.
 * @typedef {"fade" | "rise" | "scale" | "grow" | "travel" | "slide" | "drop" | "take" | "fly" | "count"} What
 * @typedef {[what: What, where: string, from: number, until: number]} Motion
 * @typedef {() => Animation[]} Begin starts animations
 * @typedef {(root: HTMLElement, element: Element, timing: KeyframeAnimationOptions, later: (begin: Begin) => void) => Animation[]} Way
 *   of moving: returns its animations, and those that it begins `later` */

const EASING = "cubic-bezier(.3,0,.2,1)";
const PULSE = { speed: 220, every: 1600, rounds: 3 }; // px/s; ms; within 5 s all is still again (WCAG 2.2.2)
const STILL = { finish() {}, ended: Promise.resolve() };
/** @type {Motion[]} */
const ADDED_UP = [
  ["fly", ".numbers", 0, 350],
  ["count", '.equation[data-kind="running"]', 0, 350],
];

/** Per quantity: [what happens, to which elements, from, until] in ms. `here` is this step's column, `before` the one
 * to the left. A lane or wire grows from what is read to what is written. @type {Record<string, Motion[]>} */
export const MOTION = {
  z: [
    ["grow", ".wire.active", 0, 400],
    ["fade", ".numbers", 0, 250],
  ],
  a: [
    ["grow", '.wire.active[data-to="node"]', 0, 150],
    ["grow", "before .wire.active", 0, 150],
    ["grow", 'here .wire.active:not([data-to="node"])', 150, 450],
    ["fade", ".numbers", 0, 250],
  ],
  c: [
    ["grow", "before .wire.active", 0, 150],
    ["grow", "here .wire.active", 150, 450],
    ["fade", ".numbers", 0, 250],
  ],
  logits: [
    ["grow", ".wire.active", 0, 300],
    ["fade", ".numbers", 0, 250],
  ],
  y: [
    ["rise", "here .bar", 0, 350],
    ["fade", ".numbers", 0, 350],
  ],
  loss: [
    ["rise", "here .gap", 0, 300],
    ["grow", '.wire.active[data-to="cost"]', 150, 450],
    ["fade", ".numbers", 0, 250],
  ],
  J: [["slide", ".numbers", 0, 450]],
  dlogits: [
    ["drop", "here .tile.target", 0, 200],
    ["take", "here .gap", 200, 450],
    ["grow", "here dlogits", 0, 300],
    ["fade", ".numbers", 0, 300],
  ],
  da_softmax: [
    ["fade", "here .head", 0, 150],
    ["grow", "here da_softmax", 0, 450],
    ["fade", ".numbers", 150, 450],
  ],
  da_time: [
    ["grow", "here da_time", 0, 450],
    ["fade", ".numbers", 150, 450],
  ],
  da_total: [
    ["scale", "here .plus", 0, 200],
    ["travel", "here da_softmax", 200, 500],
    ["travel", "here da_time", 200, 500],
    ["slide", ".numbers", 500, 750],
    ["grow", "here da_total", 600, 850],
  ],
  dc_a: [
    ["grow", "here dc_a", 0, 400],
    ["fade", ".numbers", 0, 400],
  ],
  dc_time: [
    ["grow", "here dc_time", 0, 450],
    ["fade", ".numbers", 150, 450],
  ],
  dc_total: [
    ["scale", 'here .plus[data-quantity="dc_total"]', 0, 200],
    ["travel", "here dc_a", 200, 500],
    ["travel", "here dc_time", 200, 500],
    ["slide", ".numbers", 500, 750],
    ["grow", '.junction .lane[data-quantity="dc_total"]', 600, 850],
  ],
  dz: [
    ["travel", "here da_total", 0, 400],
    ["fade", ".numbers", 0, 400],
  ],
  dx: [
    ["grow", "here dx", 0, 300],
    ["fade", ".numbers", 0, 300],
  ],
  dWya: ADDED_UP,
  dby: ADDED_UP,
  dWax: ADDED_UP,
  dWaa: ADDED_UP,
  dba: ADDED_UP,
  da_prev: [
    ["grow", "before da_time", 0, 500],
    ["grow", "here da_prev", 0, 500],
    ["fade", ".numbers", 0, 300],
  ],
  dc_prev: [
    ["grow", "before dc_time", 0, 500],
    ["grow", "here dc_prev", 0, 500],
    ["fade", ".numbers", 0, 300],
  ],
  da0: [["fade", ".numbers", 0, 300]],
};

/** What is not in the table moves by its kind: forward along the wires that it reads, a running total flies, and backward a
 * dot goes along the lane of the addition that is read.
 * @param {Step} step @param {State[]} states @returns {Motion[]} */
function motionOf({ quantity, phase, kind, operands }, states) {
  if (MOTION[quantity]) return MOTION[quantity];
  if (phase === "forward") return MOTION.z;
  if (kind === "running") return ADDED_UP;
  const read = states.filter(({ total }) => reads({ operands }, total));
  /** @type {Motion[]} */
  const dots = read.map(({ total }) => ["travel", `here ${total}`, 0, 400]);
  return [...dots, ["fade", ".numbers", 0, dots.length ? 400 : 300]];
}

/** Start the motion of a step, unless this person wants things to stand still.
 * @param {HTMLElement} root @param {Step} step @param {State[]} states that are carried @param {number} shift px that the band has gone @param {boolean} still
 * @returns {{finish(): void, ended: Promise<unknown>}} a key press finishes it at once; `ended` when all has moved */
export function move(root, step, states, shift, still) {
  if (still) return STILL;
  const bands = shift ? [...root.querySelectorAll(".strip .band")] : [];
  const running = bands.map((band) =>
    band.animate({ transform: [`translateX(${-shift}px)`, "none"] }, { duration: 500, easing: EASING, id: "band" }),
  );
  // What needs places asks for them when the picture has been painted: asking sooner would lay it out twice, and asking in the
  // next frame holds back the first one on a slow machine.
  /** @type {Begin[]} */
  const waiting = [];
  /** @param {Begin} begin */
  const later = (begin) => waiting.push(begin);
  let frame = 0;
  let painted = 0;
  let go = () => {};
  const started = new Promise((done) => {
    go = () => done(undefined);
  });
  const start = () => {
    running.forEach((animation) => animation.play());
    waiting.forEach((begin) => running.push(...begin()));
    go();
  };
  frame = requestAnimationFrame(() => {
    painted = window.setTimeout(start);
  });
  for (const [what, where, from, until] of motionOf(step, states)) {
    for (const element of elements(root, where, step)) {
      running.push(
        ...HOW[what](
          root,
          element,
          { delay: from, duration: until - from, easing: EASING, fill: "backwards", id: `${what} ${where}` },
          later,
        ),
      );
    }
  }
  running.forEach((animation) => animation.pause());
  return {
    finish() {
      cancelAnimationFrame(frame);
      clearTimeout(painted);
      running.forEach((animation) => animation.finish());
      go();
    },
    ended: started.then(() => Promise.allSettled(running.map(({ finished }) => finished))),
  };
}

/** @param {HTMLElement} root @param {string} where @param {Step} step */
function elements(root, where, { t }) {
  const [place, name] = where.includes(" ") ? where.split(" ") : ["", where];
  const column = place === "before" ? t - 1 : t;
  // Few elements are asked: what moves without a place is a wire of the strip or stands in the close-up.
  if (!place) return name.startsWith(".wire") ? drawn(root, "strip", name) : drawn(root, "closeup", name);
  const which = /^\w/.test(name)
    ? `.lane[data-quantity="${name}"][data-t="${column}"]`
    : `[data-t="${column}"] ${name}, ${name}[data-t="${column}"]`;
  return drawn(root, "strip", which);
}

/** @param {HTMLElement} root @param {string} part a class @param {string} selector */
const drawn = (root, part, selector) =>
  [...root.getElementsByClassName(part)].flatMap((one) => [...one.querySelectorAll(selector)]);

/** @type {Record<What, Way>} */
const HOW = {
  fade: (_, element, timing) => [element.animate({ opacity: [0, 1] }, timing)],
  rise: (_, element, timing) => [element.animate({ transform: ["scaleY(0)", "scaleY(1)"] }, timing)],
  scale: (_, element, timing) => [element.animate({ transform: ["scale(.26)", "scale(1)"] }, timing)],
  grow: (_, element, timing) => [
    element.animate(
      element.matches(".empty") ? { opacity: [0, 1] } : { clipPath: [hidden(element), "inset(-30px)"] },
      timing,
    ),
  ],
  /** A dot goes once along a lane. */
  travel(_root, element, timing) {
    const dot = pulse(element);
    return [gone(dot, dot.animate(along(element), timing))];
  },
  /** The boxed entries of the operands move onto the result, which fades in. */
  slide(root, element, timing, later) {
    const result = element.querySelector('[data-role="result"]');
    if (!result) return HOW.fade(root, element, timing, later);
    later(() => {
      const goal = result.getBoundingClientRect();
      /** @type {NodeListOf<HTMLElement>} */
      const operands = element.querySelectorAll('[data-role="operand"]');
      return [...operands].map((operand) => {
        const from = operand.getBoundingClientRect();
        return copied(root, operand, goal.right - from.right, goal.top - from.top, timing);
      });
    });
    return [result.animate({ opacity: [0, 0, 1] }, timing)];
  },
  /** The target's tile comes down onto the top of its bar, which stands for 100 %. */
  drop(root, element, timing, later) {
    const tile = /** @type {HTMLElement} */ (element);
    const gap = tile.closest(".strip")?.querySelector(`[data-t="${tile.dataset.t}"] .gap`);
    if (gap)
      later(() => {
        const [from, goal] = [tile.getBoundingClientRect(), gap.getBoundingClientRect()];
        return [
          copied(root, tile, goal.left + goal.width / 2 - from.left - from.width / 2, goal.top - from.top, timing),
        ];
      });
    return [];
  },
  /** The bar is taken off the whole target; the gap is what is left. */
  take(_, element, timing) {
    const bar = Number(element.previousElementSibling?.getAttribute("height"));
    const left = Number(element.getAttribute("height"));
    return left
      ? [element.animate({ transform: [`translateY(${bar}px) scaleY(${1 + bar / left})`, "none"] }, timing)]
      : [];
  },
  /** A small square flies from the cell of this step to the running total. */
  fly(root, element, timing, later) {
    const run = [...root.querySelectorAll(".closeup .numbers")].indexOf(element);
    const cell = root.querySelectorAll(".run")[run]?.querySelector(".box.active");
    const total = element.querySelector('[data-role="result"]') ?? element;
    if (!cell) return HOW.fade(root, element, timing, later);
    later(() => {
      const [a, b] = [cell.getBoundingClientRect(), total.getBoundingClientRect()];
      const square = document.createElement("div");
      square.style.cssText = `position:fixed;left:${a.left + a.width / 2 - 7}px;top:${a.top + a.height / 2 - 7}px;width:14px;height:14px;border-radius:3px;background:var(--sum);z-index:30;pointer-events:none`;
      root.append(square);
      return [
        gone(
          square,
          square.animate(
            {
              transform: [
                "none",
                `translate(${b.left + b.width / 2 - a.left - a.width / 2}px, ${b.top + b.height / 2 - a.top - a.height / 2}px)`,
              ],
              opacity: [1, 1, 0],
            },
            timing,
          ),
        ),
      ];
    });
    return [element.animate({ opacity: [0.25, 1] }, timing)];
  },
  /** The result counts from its value before. A stand-in counts over it, so that the number itself is always right. */
  count(root, element, timing, later) {
    const [after, before] = ["result", "operand"].map(
      (role) => /** @type {HTMLElement} */ (element.querySelector(`[data-role="${role}"]`)), // a running total has both
    );
    const digits = Math.max(...[after, before].map(({ textContent }) => (textContent.split(".")[1] ?? "").length));
    const hidden = after.animate({ opacity: [0, 0] }, timing);
    later(() => {
      if (hidden.playState === "finished") return [];
      const [counter] = standIn(root, after);
      Object.assign(counter.style, { display: "flex", justifyContent: "flex-end" });
      const next = () => {
        if (!counter.isConnected) return;
        const [from, to] = [parsed(before.textContent), parsed(after.textContent)];
        counter.textContent = format(from + (to - from) * (hidden.effect?.getComputedTiming().progress ?? 1), digits);
        requestAnimationFrame(next);
      };
      next();
      gone(counter, hidden);
      return [];
    });
    return [hidden];
  },
};

/** A copy at an element's place, as large, and the scale with which it is (the projector's page is scaled, the copy stands outside it).
 * @param {HTMLElement} root @param {HTMLElement} element @returns {[HTMLElement, string]} */
function standIn(root, element) {
  const { left, top, width } = element.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = element;
  const { fontSize, fontWeight, color } = getComputedStyle(element);
  const copy = root.appendChild(/** @type {HTMLElement} */ (element.cloneNode(true)));
  const scale = `scale(${width / offsetWidth})`;
  copy.setAttribute("aria-hidden", "true");
  delete copy.dataset.role;
  copy.style.cssText = `position:fixed;left:${left}px;top:${top}px;width:${offsetWidth}px;height:${offsetHeight}px;margin:0;z-index:30;pointer-events:none;transform:${scale};transform-origin:0 0;
    white-space:nowrap;font-size:${fontSize};font-weight:${fontWeight};line-height:${offsetHeight}px;color:${color}`;
  return [copy, scale];
}

/** A copy of an element goes from its place by so many px, and fades there.
 * @param {HTMLElement} root @param {HTMLElement} element @param {number} x @param {number} y @param {KeyframeAnimationOptions} timing */
function copied(root, element, x, y, timing) {
  const [copy, scale] = standIn(root, element);
  return gone(
    copy,
    copy.animate({ transform: [scale, `translate(${x}px, ${y}px) ${scale}`], opacity: [1, 1, 0] }, timing),
  );
}

/** An element that is there as long as it moves. @param {Element} element @param {Animation} animation */
function gone(element, animation) {
  animation.onfinish = animation.oncancel = () => element.remove();
  return animation;
}

/** The clip that hides a lane except where it starts. @param {Element} lane */
function hidden(lane) {
  const points = corners(lane);
  const [[x, y], [u, v]] = [points[0], points[points.length - 1]];
  if (Math.abs(u - x) > 12) return u < x ? "inset(-30px -30px -30px 100%)" : "inset(-30px 100% -30px -30px)";
  return v > y ? "inset(-30px -30px 100% -30px)" : "inset(100% -30px -30px -30px)";
}

/** The points of a lane's path, without the control points of its corners (asking the browser for points is slow).
 * @param {Element} lane @returns {Point[]} */
function corners(lane) {
  const d = (lane.querySelector("path")?.getAttribute("d") ?? "").replace(/Q\S+/g, "L");
  return [...d.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

/** @param {Point} from @param {Point} to */
const span = ([x, y], [u, v]) => Math.hypot(u - x, v - y);
/** @param {Point[]} points */
const lengthOf = (points) => points.slice(1).reduce((sum, point, i) => sum + span(points[i], point), 0);

/** Positions along a lane as keyframes of a transform. @param {Element} lane */
function along(lane) {
  const points = corners(lane);
  const length = lengthOf(points) || 1;
  let gone = 0;
  return points.map((point, i) => {
    gone += i ? span(points[i - 1], point) : 0;
    return { transform: `translate(${point[0]}px, ${point[1]}px)`, offset: Math.min(gone / length, 1) };
  });
}

/** @param {Element} lane */
function pulse(lane) {
  const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  dot.setAttribute("r", "5");
  dot.setAttribute("class", "pulse");
  lane.append(dot);
  return dot;
}

/** When a step has come to rest, dots go along the lanes of its column a few times, at most one on the road at a time in each.
 * @param {HTMLElement} root @param {Step} step @param {boolean} still */
export function pulses(root, step, still) {
  if (step.phase !== "backward" || still) return { stop() {} };
  const dots = [...root.querySelectorAll(".strip .lane.now")].map((lane) => {
    const dot = pulse(lane);
    const travel = Math.min((lengthOf(corners(lane)) / PULSE.speed) * 1000, PULSE.every) / PULSE.every;
    const frames = along(lane).map((frame) => ({ ...frame, offset: frame.offset * travel, opacity: 1 }));
    const last = frames[frames.length - 1];
    gone(
      dot,
      dot.animate(
        [
          ...frames,
          { ...last, offset: Math.min(travel + 0.001, 1), opacity: 0 },
          { ...last, offset: 1, opacity: 0 },
        ].filter((f, i, all) => i === all.length - 1 || f.offset < 1),
        { duration: PULSE.every, iterations: PULSE.rounds, id: "pulse" },
      ),
    );
    return dot;
  });
  return { stop: () => dots.forEach((dot) => dot.remove()) };
}
