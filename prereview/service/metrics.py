"""Counters for Prometheus: how many and how long, never whose. Labels are codes of fixed vocabularies."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

PAGES = Counter("prereview_pages", "Pages by how their reading ended", ["outcome"])
REVIEWS = Counter("prereview_reviews", "Reports by route", ["route"])
SECONDS = Histogram(
    "prereview_review_seconds", "Work per claim in seconds", buckets=(1, 2, 5, 10, 20, 40, 80, 160, 320, 640)
)
WAITING = Counter("prereview_waits", "Times the service waited for the database, the disk or an engine")
DELIVERIES = Counter("prereview_webhook_deliveries", "Webhook tries by outcome", ["outcome"])
BACKLOG = Gauge("prereview_rounds_waiting", "Rounds accepted and not reviewed yet")
OLDEST = Gauge("prereview_oldest_round_seconds", "Age of the oldest round not reviewed yet")
