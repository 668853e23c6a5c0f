// The runs that are shown, the right one and a mistaken one, and at which step each is.

/** The run whose steps are taken: the one that has more of them. @param {any[]} scenes the last one is the run itself */
export const leading = (scenes) => scenes.reduce((one, other) => (one.steps.length > other.steps.length ? one : other));

/** Each run at the step: its own index and step. Where its loop leaves this step out it rests, after what it has done.
 * @param {any[]} scenes @param {string} at */
export function runsAt(scenes, at) {
  const { steps } = leading(scenes);
  const before = steps.slice(
    0,
    steps.findIndex((step) => step.at === at),
  );
  return scenes.map((scene) => {
    const index = scene.steps.findIndex((step) => step.at === at);
    const step = scene.steps[index];
    if (step) return { scene, index, step };
    const done = before.filter((one) => scene.steps.some((own) => own.at === one.at)).length;
    return { scene, index: done - 1, step: null };
  });
}
