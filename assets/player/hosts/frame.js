// A document in a notebook's frame, which has no address that could be shared, and is no sheet of paper: without what these need, it is lighter.
import { openDocument } from "./document.js";

openDocument(null, null, null);
