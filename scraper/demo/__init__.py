"""A small news site on loopback and the real command run on it: `python -m scraper.demo`."""
