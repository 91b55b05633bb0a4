"""Where entries older than the feed's window are found, for `--since`. Pure decisions.

`sources` says what a place is asked and answers, `walking` when to stop, `scope` which addresses
are the feed's, `plan` who is asked in which order; each place has a module of its own.
"""
