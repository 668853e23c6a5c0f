// What asks something of who looks: walks. A host that has no use for it does without; a frame in a notebook then has less to carry.
import { question, WALK_WIDTH, walkBar } from "./view/walk.js";
import { welcome } from "./view/welcome.js";
import { keepWalked } from "./walked.js";

export const learning = { question, WALK_WIDTH, walkBar, keepWalked, welcome };
