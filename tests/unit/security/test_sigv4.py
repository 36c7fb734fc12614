"""Amazon's signatures: the published vector, botocore's, and what goes to the broker."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qsl, urlsplit

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest

from barnabas.errors import ConfigurationError, SaslError
from barnabas.security import AwsCredentials, MskIam, MskToken
from barnabas.security.sasl.msk_iam import region_of
from barnabas.security.sasl.sigv4 import encoded, presigned

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
CREDENTIALS = AwsCredentials.of("AKIAIOSFODNN7EXAMPLE", SECRET)
MAY_24_2013 = 1369353600.0
HOST = "b-1.demo.abc123.c2.kafka.eu-west-1.amazonaws.com"


def test_the_published_vector() -> None:
    """From Amazon's documentation of presigned URLs."""
    signed = presigned(
        CREDENTIALS,
        host="examplebucket.s3.amazonaws.com",
        region="us-east-1",
        service="s3",
        query={},
        expires=86400,
        now=MAY_24_2013,
        path="/test.txt",
        payload="UNSIGNED-PAYLOAD",
    )
    assert signed["X-Amz-Signature"] == "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"


@pytest.mark.parametrize("token", [None, "session/token+with=signs"])
def test_as_botocore_signs(token: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = botocore.credentials.Credentials("AKID", SECRET, token)
    request = botocore.awsrequest.AWSRequest("GET", f"https://{HOST}/", params={"Action": "kafka-cluster:Connect"})
    botocore.auth.SigV4QueryAuth(theirs, "kafka-cluster", "eu-west-1", expires=900).add_auth(request)
    expected = dict(parse_qsl(urlsplit(request.url).query))
    from datetime import UTC, datetime

    now = datetime.strptime(expected["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    ours = presigned(
        AwsCredentials.of("AKID", SECRET, token),
        host=HOST,
        region="eu-west-1",
        service="kafka-cluster",
        query={"Action": "kafka-cluster:Connect"},
        expires=900,
        now=now,
    )
    assert ours == expected


def test_what_the_broker_gets() -> None:
    machine = MskIam(HOST, lambda: CREDENTIALS, wall=lambda: MAY_24_2013)
    message = json.loads(bytes(machine.start()))
    assert message["version"] == "2020_10_22"
    assert message["host"] == HOST
    assert message["action"] == "kafka-cluster:Connect"
    assert message["x-amz-credential"] == "AKIAIOSFODNN7EXAMPLE/20130524/eu-west-1/kafka-cluster/aws4_request"
    assert set(message) == {
        "version",
        "host",
        "user-agent",
        "action",
        "x-amz-algorithm",
        "x-amz-credential",
        "x-amz-date",
        "x-amz-expires",
        "x-amz-signature",
        "x-amz-signedheaders",
    }
    assert SECRET not in repr(machine.start())
    assert machine.step(b'{"version":"2020_10_22","request-id":"1"}') is None
    for answer in (b"", b"[]", b'{"version":"1"}', b"\xff", b"null"):
        with pytest.raises(SaslError, match="AWS_MSK_IAM"):
            machine.step(answer)


def test_the_token() -> None:
    token = MskToken("eu-west-1", lambda: CREDENTIALS, wall=lambda: MAY_24_2013)()
    value = token.reveal()
    url = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode()
    assert url.startswith("https://kafka.eu-west-1.amazonaws.com/?Action=kafka-cluster%3AConnect&X-Amz-Algorithm=")
    assert url.endswith("&User-Agent=barnabas")
    query = dict(parse_qsl(urlsplit(url).query))
    signature = query.pop("X-Amz-Signature")
    assert len(signature) == 64
    assert token.expires_at == MAY_24_2013 + 900
    assert encoded({"b": "1 /", "a": "é"}) == "a=%C3%A9&b=1%20%2F"


def test_regions() -> None:
    assert region_of("boot-x.c1.kafka-serverless.us-east-2.amazonaws.com") == "us-east-2"
    assert region_of("b-1.x.kafka.cn-north-1.amazonaws.com.cn") == "cn-north-1"
    assert region_of("localhost") is None
    with pytest.raises(ConfigurationError, match="tells no region"):
        MskIam("localhost", lambda: CREDENTIALS)


def test_credentials_are_found_as_every_program_finds_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKENV")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_SESSION_TOKEN", "session")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    message = json.loads(bytes(MskIam("my.own.name").start()))
    assert message["x-amz-credential"].startswith("AKENV/")
    assert "/eu-north-1/" in message["x-amz-credential"]
    assert message["x-amz-security-token"] == "session"
    assert SECRET not in repr(AwsCredentials.of("a", SECRET, "session"))
