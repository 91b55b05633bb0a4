"""`make site-check`: posts as real site generators show them, held against what they were made of.

`cases` generates articles, `builds` has them written, built and rendered, `seen` reduces HTML to
what a reader sees, `fronts` reads front matter back, `compare` says what differs.
"""
