"""Makes the pair of keys that releases are signed with: once, by whoever releases, on a computer of theirs.

    python packaging/release/make_key.py PRIVATE_KEY_FILE

The private key is written into that file (0600) and nowhere else: keep it offline, and give it to the release job as
the secret FIRESIDE_SIGNING_KEY (the one line of the file). The public key is printed: put it into
backend/catalog/updates.toml as `key`, with the `address` of the signed list, and commit that. Until then every build
says that updates are not set up in it. A lost private key means that people get the next version by hand.
"""

from __future__ import annotations

import base64
import os
import sys


def main(arguments: list[str]) -> int:
    """Write the private key, print the public one. An existing file is never overwritten."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    key = Ed25519PrivateKey.generate()
    try:
        file = os.open(arguments[0], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(f"{arguments[0]} is there already: a key is never overwritten.", file=sys.stderr)
        return 1
    with open(file, "w", encoding="ascii") as out:
        out.write(base64.b64encode(key.private_bytes_raw()).decode("ascii") + "\n")
    print(base64.b64encode(key.public_key().public_bytes_raw()).decode("ascii"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
