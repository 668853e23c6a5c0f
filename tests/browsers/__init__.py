"""The player in Firefox and WebKit, beside Chromium: `make browsers`. `make test` needs none of them."""
