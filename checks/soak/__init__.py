"""Five hundred feeds over twenty polls, with faults of every kind, and an exact account after it.

`plan` says what there is and what goes wrong, `server` serves that, `running` makes the runs,
`account` compares. Kept apart from the tests for the minutes it takes.
"""
