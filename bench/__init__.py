"""Measurements that need data, or other people's programs: no test and no part of `scrape`."""
