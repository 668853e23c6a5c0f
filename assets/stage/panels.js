// A component without a picture: the panels' part of the link. A chosen tab sends these few bytes and no scene.
import { setPanels } from "./link.js";

export default function ({ data }) {
  setPanels(data);
}
