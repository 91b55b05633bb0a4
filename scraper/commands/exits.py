"""Every exit status there is; docs/using.md and docs/operations.md say what to do about each."""

EXIT_OK = 0
EXIT_FEEDS_FAILED = 1
EXIT_NO_ARTICLE = 1
EXIT_NO_FEED = 1
EXIT_NOT_ALL = 1
EXIT_NEEDS_A_PERSON = 1
EXIT_NOT_DELIVERED = 1
EXIT_USAGE = 2
EXIT_STOPPED = 3
EXIT_LOCKED = 75  # EX_TEMPFAIL of sysexits.h
EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143
