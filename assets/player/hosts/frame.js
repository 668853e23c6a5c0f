// A document in a notebook's frame, which has no address that could be shared: without what sharing needs, it is lighter.
import { openDocument } from "./document.js";

openDocument(null, null);
