"""How is a request to Alibaba Cloud signed (V3, ACS3-HMAC-SHA256)?

As documented under "V3 request structure and signature"
(https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature). Pure.
"""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote

ALGORITHM = "ACS3-HMAC-SHA256"
NOTHING = sha256(b"").hexdigest()
"""The digest of an empty body: everything stands in the query."""


def canonical_query(parameters: Mapping[str, str]) -> str:
    """The parameters, sorted and encoded as the signature wants them; the request must carry just this."""
    return "&".join(f"{_encoded(name)}={_encoded(parameters[name])}" for name in sorted(parameters))


def signed_headers(
    key_id: str, secret: str, *, host: str, action: str, version: str, query: str, at: datetime, nonce: str
) -> dict[str, str]:
    """The headers of a POST to / with that query and without a body."""
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": NOTHING,
        "x-acs-date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = "\n".join(("POST", "/", query, lines, names, NOTHING))
    to_sign = f"{ALGORITHM}\n{sha256(request.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), sha256).hexdigest()
    authorization = f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"
    return {**headers, "authorization": authorization}


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")
