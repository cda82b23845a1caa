"""Benchmarks: `make bench`. What they mean is in docs/benchmarks.md; one module per subject."""
