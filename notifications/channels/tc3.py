"""How is a request to Tencent Cloud signed (TC3-HMAC-SHA256)?

As documented under "签名方法 v3" (https://cloud.tencent.com/document/api/382/52072). Pure.
"""

import hmac
from datetime import UTC, datetime
from hashlib import sha256

ALGORITHM = "TC3-HMAC-SHA256"
JSON = "application/json; charset=utf-8"
SIGNED = "content-type;host;x-tc-action"


def signed_headers(
    secret_id: str,
    secret: str,
    *,
    service: str,
    host: str,
    action: str,
    version: str,
    region: str,
    body: bytes,
    at: datetime,
) -> dict[str, str]:
    """The headers of a POST to / with that JSON as its body."""
    moment = at.astimezone(UTC)
    second = str(int(moment.timestamp()))
    scope = f"{moment:%Y-%m-%d}/{service}/tc3_request"
    lines = f"content-type:{JSON}\nhost:{host}\nx-tc-action:{action.lower()}\n"
    request = "\n".join(("POST", "/", "", lines, SIGNED, sha256(body).hexdigest()))
    to_sign = "\n".join((ALGORITHM, second, scope, sha256(request.encode()).hexdigest()))
    key = f"TC3{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.new(key, to_sign.encode(), sha256).hexdigest()
    return {
        "content-type": JSON,
        "host": host,
        "x-tc-action": action,
        "x-tc-version": version,
        "x-tc-region": region,
        "x-tc-timestamp": second,
        "authorization": f"{ALGORITHM} Credential={secret_id}/{scope}, SignedHeaders={SIGNED}, "
        f"Signature={signature}",
    }
