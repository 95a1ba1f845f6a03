"""The illustration set: invented placements and hosts, written once to `data/demo/`."""
