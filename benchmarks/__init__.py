"""Side-by-side timings: each module runs alone, `python -m benchmarks` runs them in turn."""
