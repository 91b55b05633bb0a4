"""The commands of `scrape`, a module each, imported when its command runs.

A command returns its exit status (`exits`, or None for 0) and lets our errors pass: `cli` turns
them into words. `asking` has the flags that several share, `running` how a run is made.
"""
