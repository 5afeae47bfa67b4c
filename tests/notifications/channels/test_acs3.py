"""Alibaba Cloud's signature, against the example that it has published."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from notifications.channels import acs3

RUN_INSTANCES = {
    "RegionId": "cn-shanghai",
    "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
}
AT = datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC)


@pytest.mark.parametrize("at", [AT, AT.astimezone(timezone(timedelta(hours=8)))])
def test_alibaba_s_own_example(at: datetime) -> None:
    headers = acs3.signed_headers(
        "YourAccessKeyId",
        "YourAccessKeySecret",
        host="ecs.cn-shanghai.aliyuncs.com",
        action="RunInstances",
        version="2014-05-26",
        query=acs3.canonical_query(RUN_INSTANCES),
        at=at,
        nonce="3156853299f313e23d1673dc12e1703d",
    )
    assert headers["authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;"
        "x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_a_query_is_sorted_and_encoded_as_rfc_3986_has_it() -> None:
    assert acs3.canonical_query({"b": "督 办*~/", "a": "+"}) == "a=%2B&b=%E7%9D%A3%20%E5%8A%9E%2A~%2F"
