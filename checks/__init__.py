"""Checks that need other programs on the machine, or minutes: run by make, apart from the tests."""
