"""What the player needs of a browser that not every browser has, and from which versions on.

The versions are MDN's (@mdn/browser-compat-data 8.1.9), each under the key that stands as its source; 0 means none yet.
README names what follows from them: the newest of those that the player cannot do without.
"""

from __future__ import annotations

from typing import NamedTuple


class Versions(NamedTuple):
    """The first of each browser; Edge's are Chrome's."""

    chrome: float
    firefox: float
    safari: float


class Feature(NamedTuple):
    """Something young: how it is found in the sources, since when it is known, and what becomes of it elsewhere."""

    used: str  # a regular expression
    since: Versions
    source: str
    without: str = ""  # what happens in a browser that does not know it; nothing: then that browser is too old
    app: bool = False  # only the app needs it, a page alone does not


FEATURES = (
    Feature(r":has\(", Versions(105, 121, 15.4), "css.selectors.has"),
    Feature(r"\.showModal\(", Versions(37, 98, 15.4), "api.HTMLDialogElement.showModal"),
    Feature(r"\.inert = ", Versions(102, 112, 15.5), "html.global_attributes.inert"),
    Feature(r"\.findLast\(", Versions(97, 104, 15.4), "javascript.builtins.Array.findLast"),
    Feature(r"\.at\(-1\)", Versions(92, 90, 15.4), "javascript.builtins.Array.at"),
    Feature(r":focus-visible", Versions(86, 85, 15.4), "css.selectors.focus-visible"),
    Feature(r"light-dark\(", Versions(123, 120, 17.5), "css.types.color.light-dark", app=True),
    Feature(r"color-mix\(", Versions(111, 113, 16.2), "css.types.color.color-mix", app=True),
    Feature(
        r"overscroll-behavior-x",
        Versions(63, 59, 16),
        "css.properties.overscroll-behavior-x",
        "A finger across the strip may also turn the browser's page.",
    ),
    Feature(
        r"forced-color-adjust",
        Versions(89, 113, 0),
        "css.properties.forced-color-adjust",
        "Where colours are forced, what is chosen has its border alone. Safari forces none.",
    ),
    Feature(
        r"round\(\.7em",
        Versions(125, 118, 15.4),
        "css.types.round",
        "What stands above a letter has no even size: player.css says max(.7em, 12px) first.",
    ),
    Feature(
        r"align-content: (?:center|end)",
        Versions(123, 125, 17.4),
        "css.properties.align-content.context_block",
        "aligned.js finds out, and equation.css centres by a flex box.",
    ),
    Feature(
        r"scroll-initial-target",
        Versions(133, 0, 0),
        "css.properties.scroll-initial-target",
        "sight.js scrolls to the line of code.",
    ),
    Feature(
        r"text-wrap: balance", Versions(114, 121, 17.5), "css.properties.text-wrap.balance", "Lines break unevenly."
    ),
    Feature(
        r"text-wrap: pretty", Versions(117, 0, 26), "css.properties.text-wrap.pretty", "The last line may be short."
    ),
    Feature(r"accent-color", Versions(93, 92, 26.2), "css.properties.accent-color", "A box is ticked in blue."),
    Feature(
        r"(?<!-)print-color-adjust", Versions(136, 97, 15.4), "css.properties.print-color-adjust", "-webkit- before."
    ),
    Feature(
        r"overscroll-behavior: contain",
        Versions(63, 59, 16),
        "css.properties.overscroll-behavior.contain",
        "A menu scrolls what is under it, at its end.",
    ),
    Feature(
        r"@page", Versions(2, 19, 18.2), "css.at-rules.page", "The browser's own margins, on which a sheet fits too."
    ),
    Feature(r"outline: ", Versions(94, 88, 16.4), "css.properties.outline", "The ring around the focus has corners."),
    Feature(r"forced-colors: active", Versions(89, 89, 16), "css.at-rules.media.forced-colors", "It has none."),
    Feature(
        r"scrollbarGutter",
        Versions(94, 97, 18.2),
        "css.properties.scrollbar-gutter",
        "The page is measured again when a bar comes.",
        app=True,
    ),
    Feature(
        r"checkVisibility\(",
        Versions(105, 106, 17.4),
        "api.Element.checkVisibility",
        "A step is not copied as a picture; Share says so.",
    ),
    Feature(
        r"fontBoundingBoxDescent",
        Versions(87, 116, 11.1),
        "api.TextMetrics.fontBoundingBoxDescent",
        "Letters of a copied picture stand a little low.",
    ),
    Feature(
        r"new ClipboardItem\(", Versions(76, 127, 13.1), "api.ClipboardItem", "The picture is saved in place of copied."
    ),
    Feature(
        r"font-size-adjust",
        Versions(127, 92, 17),
        "css.properties.font-size-adjust.two-values",
        "In a notebook letters are as wide as the reader's font is.",
    ),
)

# All else that style sheets say is known to browsers from before these (the same source): a name that is in neither
# list has to be looked up.
OLD = """
-webkit-print-color-adjust align-content align-items align-self all appearance aspect-ratio background background-image
background-position background-repeat background-size border border-bottom border-collapse border-color border-left
border-radius border-style border-top border-width bottom box-shadow box-sizing break-after break-inside clip-path
color color-scheme column-gap content cursor display dominant-baseline fill filter flex flex-basis flex-direction
flex-shrink flex-wrap font font-family font-size font-style font-variant-ligatures font-variant-numeric font-weight gap
grid-area grid-auto-rows grid-column grid-row grid-template-columns grid-template-rows height inset justify-content
justify-items justify-self left letter-spacing line-height list-style margin margin-block margin-bottom margin-left
margin-right margin-top max-height max-width min-height min-width opacity order outline-offset overflow overflow-wrap
overflow-y padding padding-block padding-bottom padding-inline padding-left padding-right padding-top place-content
place-items pointer-events position right row-gap scroll-padding-block size stroke stroke-dasharray stroke-linecap
stroke-opacity stroke-width text-align text-anchor text-decoration text-decoration-color text-decoration-thickness
text-indent text-overflow text-transform text-underline-offset top touch-action transform transform-box
transform-origin vector-effect vertical-align visibility white-space width will-change z-index calc() clamp()
drop-shadow() inset() linear-gradient() max() min() minmax() repeat() rgb() rotate() scale() translate() translate3d()
translateX() translateY() translateZ() var() :-webkit-details-marker :backdrop :before :after :checked :empty
:first-child :first-letter :first-of-type :focus :hover :is :last-child :last-of-type :marker :not :nth-child
:nth-last-child :only-child :root :where :disabled :active @media @supports
"""


def oldest(*, app: bool) -> Versions:
    """The oldest versions that work: of the app, or of a page alone."""
    needed = [one.since for one in FEATURES if not one.without and (app or not one.app)]
    return Versions(*(max(versions) for versions in zip(*needed, strict=True)))
