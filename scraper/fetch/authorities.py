"""Whom to trust in TLS."""

from __future__ import annotations

import os
import ssl


def trusted_authorities() -> ssl.SSLContext:
    """Those of SSL_CERT_FILE or SSL_CERT_DIR, else certifi's."""
    import certifi

    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    return ssl.create_default_context(
        cafile=file or (None if folder else certifi.where()),
        capath=None if file else folder,
    )
