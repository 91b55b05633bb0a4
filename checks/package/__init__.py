"""Wheel and sdist: built, looked through, and installed where nothing else is."""
