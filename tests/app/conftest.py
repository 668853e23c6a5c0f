"""Each AppTest starts a Streamlit of its own; what they all look for in the same place is looked for once."""

from __future__ import annotations

from functools import cache

from streamlit.components.v2 import manifest_scanner

# All packages that are installed, whether they bring components along: a third of the time of these tests.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
