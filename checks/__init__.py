"""Checks that need other people's programs on the machine: run by make, apart from the tests."""
