"""Benchmarks: how fast the cleaner is, side by side with its peers. `python -m tests.bench`.

Nothing here is a test: no duration is asserted, and pytest collects none of it.
"""
