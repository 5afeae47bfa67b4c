"""Tencent Cloud's signature, against the example that it has published (with its masked key)."""

from datetime import UTC, datetime

from notifications.channels import tc3


def test_tencent_s_own_example() -> None:
    body = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    headers = tc3.signed_headers(
        "AKID********************************",
        "********************************",
        service="cvm",
        host="cvm.tencentcloudapi.com",
        action="DescribeInstances",
        version="2017-03-12",
        region="ap-guangzhou",
        body=body,
        at=datetime.fromtimestamp(1551113065, UTC),
    )
    assert headers["authorization"] == (
        "TC3-HMAC-SHA256 Credential=AKID********************************/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host;x-tc-action, "
        "Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
    )
    assert headers["x-tc-timestamp"] == "1551113065"
