"""The HTTP API for upstream services and the review desk for claims staff: `create_app` makes both from a service."""

from prereview.web.app import create_app

__all__ = ["create_app"]
