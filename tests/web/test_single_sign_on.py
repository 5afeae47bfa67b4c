"""Through the office's own sign-on: a real OpenID provider on this machine, spoken to by HTTP."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import uvicorn
from authlib.common.encoding import urlsafe_b64encode
from fastapi import FastAPI, Form
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

from actions.account import bind_subject
from actions.permission import CONSOLE
from states.roles import Role
from tests.town import ZHUZHAI, Town, mail
from tests.web.test_sign_in import Stranger
from web import single_sign_on


@dataclass
class Provider:
    """Vouches for one person; what it gets wrong on purpose is named by `wrong`."""

    port: int
    subject: str = "zhuzhai-head"
    wrong: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}))
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def app(self) -> FastAPI:
        app = FastAPI()
        app.get("/.well-known/openid-configuration")(self.discovery)
        app.get("/keys")(lambda: self.key_set())
        app.get("/authorize")(self.authorize)
        app.post("/token")(self.token)
        return app

    def discovery(self) -> dict[str, object]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def key_set(self) -> dict[str, object]:
        return {"keys": [self.key.as_dict(private=False)]}

    def authorize(
        self, redirect_uri: str, state: str, nonce: str, client_id: str, code_challenge: str
    ) -> RedirectResponse:
        """Whoever comes is who they say they are: a password would be asked for here."""
        code = f"code-{len(self.asked)}"
        self.asked[code] = {"nonce": nonce, "client": client_id, "challenge": code_challenge}
        return RedirectResponse(f"{redirect_uri}?code={code}&state={state}")

    def token(self, code: str = Form(), code_verifier: str = Form()) -> JSONResponse:
        asked = self.asked.pop(code, None)
        challenge = urlsafe_b64encode(sha256(code_verifier.encode()).digest()).decode().rstrip("=")
        if asked is None or challenge != asked["challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": "http://evil.example" if self.wrong == "issuer" else self.issuer,
            "sub": self.subject,
            "aud": "another" if self.wrong == "audience" else asked["client"],
            "nonce": "another" if self.wrong == "nonce" else asked["nonce"],
            "iat": now,
            "exp": now - 3600 if self.wrong == "expired" else now + 60,
        }
        key = RSAKey.generate_key(2048, {"kid": "1"}) if self.wrong == "signature" else self.key
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": signed})


@pytest.fixture
def provider() -> Iterator[Provider]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Provider(port)
    server = uvicorn.Server(uvicorn.Config(made.app(), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield made
    server.should_exit = True
    thread.join()


@pytest.fixture
def browser(campaign: Town, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Stranger:
    """At the door of a town whose office has a sign-on of its own, which knows the head of 朱寨社区."""
    monkeypatch.setenv(single_sign_on.ISSUER, provider.issuer)
    bind_subject(
        campaign.desk, CONSOLE, mail(Role.VILLAGE_HEAD, ZHUZHAI), f"{provider.issuer} {provider.subject}"
    )
    return Stranger(campaign)


def through(browser: Stranger) -> str:
    """The way to the provider and back; the address at which duban is asked in the end."""
    to_provider = browser.get("/single-sign-on").headers["location"]
    back = httpx.get(to_provider).headers["location"]
    parts = urlsplit(back)
    return f"{parts.path}?{parts.query}"


def test_whoever_the_office_vouches_for_comes_in(browser: Stranger) -> None:
    assert "单点登录" in browser.get("/sign-in").text
    assert browser.get(through(browser)).headers["location"] == "/"
    assert browser.get("/").headers["location"] == f"/villages/{ZHUZHAI}"


def test_whoever_has_no_account_here_does_not(browser: Stranger, provider: Provider) -> None:
    provider.subject = "somebody-else"
    answer = browser.get(through(browser))
    assert answer.status_code == 403
    assert "没有与之对应的账号" in answer.text


@pytest.mark.parametrize("wrong", ["issuer", "audience", "nonce", "expired", "signature"])
def test_a_token_that_is_not_for_this_visit_is_refused(
    browser: Stranger, provider: Provider, wrong: str
) -> None:
    provider.wrong = wrong
    answer = browser.get(through(browser))
    assert answer.status_code == 403
    assert "没有完成" in answer.text
    assert browser.get("/plan").headers["location"].startswith("/sign-in")


def test_a_way_back_is_good_once_and_for_the_browser_that_set_out(browser: Stranger, campaign: Town) -> None:
    back = through(browser)
    assert Stranger(campaign).get(back).status_code == 403
    assert browser.get(back).status_code == 303
    assert browser.get(back).status_code == 403


def test_the_way_there_carries_state_nonce_and_challenge(browser: Stranger) -> None:
    asked = parse_qs(urlsplit(browser.get("/single-sign-on").headers["location"]).query)
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert asked["code_challenge_method"] == ["S256"]


def test_without_an_issuer_there_is_no_such_way(campaign: Town) -> None:
    browser = Stranger(campaign)
    assert browser.get("/single-sign-on").status_code == 404
    assert "单点登录" not in browser.get("/sign-in").text
