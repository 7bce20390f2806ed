"""The same cleaner on somebody else's machines: Ray, Spark, datatrove.

An engine brings machines, a queue and retries; this package brings functions to call. Each
module needs its own extra, and is imported by who uses it.
"""
