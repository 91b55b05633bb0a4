"""News feeds in, an archive of Markdown out."""

__version__ = "0.1.0"
