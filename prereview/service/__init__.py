"""Claims arriving one by one: intake, durable work in the background, webhooks. For whole inboxes there is `batch`."""

from prereview.service.cases import Service, import_inbox, open_service, submit, supplement
from prereview.service.drafts import draft_notice, proposed_notice

__all__ = ["Service", "draft_notice", "import_inbox", "open_service", "proposed_notice", "submit", "supplement"]
