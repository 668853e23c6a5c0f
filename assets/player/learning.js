// What asks something of who looks: walks, and guesses before the answer. A host that has no use for it does without; a frame in a notebook
// then has less to carry.
import { veiled } from "./veil.js";
import { questionMark } from "./view/asked.js";
import { guess, outcome, spokenGuess } from "./view/guess.js";
import { ASKING } from "./view/strip.js";
import { missed, question, WALK_WIDTH, walkBar } from "./view/walk.js";
import { welcome } from "./view/welcome.js";
import { keepWalked } from "./walked.js";

ASKING.mark = questionMark;

export const learning = {
  guess,
  keepWalked,
  missed,
  outcome,
  question,
  spokenGuess,
  veiled,
  WALK_WIDTH,
  walkBar,
  welcome,
};
