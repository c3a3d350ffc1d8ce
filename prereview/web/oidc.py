"""Sign-in through the company's identity provider: OpenID Connect code flow with PKCE, by Authlib.

An account is found by issuer and subject; the provider proves who somebody is, the desk's administrator says what they
may do. Nobody gets an account by signing in.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from prereview.errors import ConfigurationError, Unavailable
from prereview.settings import ServiceSettings
from prereview.web.problems import NotSignedIn

_SIGNED_WITH = ["RS256", "ES256", "PS256"]


@dataclass(frozen=True)
class Started:
    """What must be remembered until the person comes back from the provider."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Provider:
    """One OpenID provider. Endpoints and keys come from its discovery document, asked for at the first sign-in."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    transport: Any = None  #: tests give an httpx transport

    def start(self) -> Started:
        """Where to send the browser, and what to remember."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        with self._client() as client:
            url, _ = client.create_authorization_url(
                self._metadata["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return Started(url, state, nonce, verifier)

    def finish(self, code: str, *, nonce: str, verifier: str) -> str:
        """The subject (issuer and sub) the provider vouches for.

        Raises:
            NotSignedIn: the code or its token does not hold.
        """
        with self._client() as client:
            try:
                token = client.fetch_token(self._metadata["token_endpoint"], code=code, code_verifier=verifier)
                keys = KeySet.import_key_set(self._ask(self._metadata["jwks_uri"]))
                claims = jwt.decode(token["id_token"], keys, algorithms=_SIGNED_WITH).claims
                self._check(claims, nonce)
            except (JoseError, KeyError, ValueError) as error:
                raise NotSignedIn("the identity provider's answer does not hold", remedy="Sign in again.") from error
            except Exception as error:
                raise Unavailable("the identity provider cannot be used now", remedy="Try again.") from error
        return f"{self.issuer}|{claims['sub']}"

    def _check(self, claims: dict[str, Any], nonce: str) -> None:
        jwt.JWTClaimsRegistry(
            leeway=60,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
            sub={"essential": True},
        ).validate(claims)

    @cached_property
    def _metadata(self) -> dict[str, str]:
        try:
            metadata: dict[str, str] = self._ask(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        except (httpx.HTTPError, ValueError) as error:
            raise Unavailable("the identity provider cannot be reached", remedy="Check service.oidc_issuer.") from error
        return metadata

    def _ask(self, url: str) -> Any:
        with httpx.Client(transport=self.transport, timeout=10) as client:
            return client.get(url).raise_for_status().json()

    def _client(self) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415 - only where OIDC is used

        return OAuth2Client(
            self.client_id,
            self.client_secret,
            scope="openid profile",
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            transport=self.transport,
            timeout=10,
        )


def provider_of(options: ServiceSettings) -> Provider | None:
    """The provider of the settings, or None where none is set.

    Raises:
        ConfigurationError: only a part of it is set, or the secret cannot be read.
    """
    if options.oidc_issuer is None:
        return None
    if not (options.oidc_client_id and options.oidc_secret_file):
        raise ConfigurationError("OIDC needs issuer, client id and secret file", remedy="Set all of service.oidc_*.")
    try:
        secret = options.oidc_secret_file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError("the OIDC secret file cannot be read", remedy="Check its path.") from error
    return Provider(options.oidc_issuer, options.oidc_client_id, secret, f"{options.public_url}/oidc/callback")
