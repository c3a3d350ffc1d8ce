"""Who acts, and what each role may do: one table, read by the store, the API and the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from prereview.errors import NotPermitted

Role = Literal["reviewer", "supervisor", "admin", "service"]
ROLES: tuple[Role, ...] = get_args(Role)
Permission = Literal[
    "read_claims",  # queue, reports, pages, events
    "see_clear_text",  # identity, card and phone numbers unmasked
    "see_pages",  # page pictures, which show everything
    "submit",  # new claims and supplements
    "decide",  # verdicts, notices, closing a claim
    "assign",  # give a claim to somebody else
    "see_statistics",
    "see_audit",
    "manage_people",  # accounts, API keys
    "manage_webhooks",
    "erase",
]

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    "reviewer": frozenset({"read_claims", "see_clear_text", "see_pages", "submit", "decide"}),
    "supervisor": frozenset(
        {
            "read_claims", "see_clear_text", "see_pages", "submit", "decide", "assign", "see_statistics", "see_audit",
        }
    ),
    "admin": frozenset({"read_claims", "see_statistics", "see_audit", "manage_people", "manage_webhooks", "erase"}),
    "service": frozenset({"read_claims", "submit"}),
}  # fmt: skip

DECIDERS: tuple[Role, ...] = tuple(role for role in ROLES if "decide" in PERMISSIONS[role])


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever a call is made for. Every function of the store takes one, and sees only its organisation."""

    account_id: int | None
    organisation_id: int
    role: Role
    name: str
    language: str = "zh"

    def may(self, permission: Permission) -> bool:
        """Whether the role allows it."""
        return permission in PERMISSIONS[self.role]

    def require(self, permission: Permission) -> None:
        """Raise `NotPermitted` unless the role allows it."""
        if not self.may(permission):
            raise NotPermitted(
                f"role {self.role} may not {permission.replace('_', ' ')}", remedy="Ask an administrator."
            )

    @property
    def person(self) -> int:
        """The account behind the actor, where an act needs one."""
        if self.account_id is None:
            raise NotPermitted("this needs a person", remedy="Sign in.")
        return self.account_id
