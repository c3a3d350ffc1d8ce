"""Cases, people, verdicts, audit trail, files and the evidence record. See `database.open_store` and `access.Actor`."""

from prereview.store.access import PERMISSIONS, ROLES, Actor, Permission, Role
from prereview.store.claims import PageRecord
from prereview.store.database import Store, open_store
from prereview.store.events import ClaimEvent, EventKind, Stage, Status
from prereview.store.intake import Incoming, Receipt
from prereview.store.queue import ClaimSummary, QueueFilter, QueuePage
from prereview.store.vault import Vault

__all__ = [
    "PERMISSIONS",
    "ROLES",
    "Actor",
    "ClaimEvent",
    "ClaimSummary",
    "EventKind",
    "Incoming",
    "PageRecord",
    "Permission",
    "QueueFilter",
    "QueuePage",
    "Receipt",
    "Role",
    "Stage",
    "Status",
    "Store",
    "Vault",
    "open_store",
]
