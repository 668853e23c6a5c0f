// The runs that are shown, the right one and a mistaken one, and at which step each is.

/** @import { Scene } from "./scene" */
/** @import { Ran, Run } from "./drawn" */

/** The run whose steps are taken: the one that has more of them. @param {Scene[]} scenes the last one is the run itself */
export const leading = (scenes) => scenes.reduce((one, other) => (one.steps.length > other.steps.length ? one : other));

/** Each run at the step: its own index and step. Where its loop leaves this step out it rests, after what it has done.
 * @param {Scene[]} scenes @param {string} at @returns {Run[]} */
export function runsAt(scenes, at) {
  const { steps } = leading(scenes);
  const before = steps.slice(
    0,
    steps.findIndex((step) => step.at === at),
  );
  return scenes.map((scene) => {
    const index = scene.steps.findIndex((step) => step.at === at);
    if (index >= 0) return { scene, index, step: scene.steps[index] };
    const done = before.filter((one) => scene.steps.some((own) => own.at === one.at)).length;
    return { scene, index: done - 1, step: null };
  });
}

/** @param {Run} run @returns {run is Ran} */
export const isRan = (run) => run.step !== null;

/** What is to be shown after a request for another mistake ("": none) or view: without a mistake there is nothing to compare with.
 * @template {{mistake: string, view: string | number}} Now
 * @param {Now} now @param {string} name "mistake" or "view" @param {string} value @returns {Now} */
export function asked(now, name, value) {
  const next = { ...now, [name]: value };
  return next.mistake || next.view !== "compare" ? next : { ...next, view: "page" };
}
