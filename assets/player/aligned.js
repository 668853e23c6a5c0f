// Numbers stand in the middle of their rows by `align-content`, which browsers from before spring 2024 do not know for blocks. No style
// sheet can ask for that.

/** Tell style sheets on the page whether it is so. */
export function tellAligned() {
  const block = document.body.appendChild(document.createElement("div"));
  block.style.cssText = "position:fixed;visibility:hidden;height:10px;align-content:end";
  const inside = block.appendChild(document.createElement("div"));
  const aligned = inside.offsetTop > 0;
  block.remove();
  if (!aligned) document.documentElement.dataset.unrolledUnaligned = "";
}
