"""Claims arriving one by one: intake, durable work in the background, webhooks. For whole inboxes there is `batch`."""

from prereview.service.cases import Service, import_inbox, open_service, submit, supplement

__all__ = ["Service", "import_inbox", "open_service", "submit", "supplement"]
