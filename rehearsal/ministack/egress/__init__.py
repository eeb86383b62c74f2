"""Closes the functions of a rehearsal in. It starts in `egress.egress`."""
