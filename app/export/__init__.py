"""One run as something to take away: pure functions of a trace."""
