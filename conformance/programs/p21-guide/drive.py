"""Calls every function of guide.py once and says what came of it, as JSON and without any secret.

Reads from standard input: base_url, username, password, consumer_key.
"""
import json
import sys
from pathlib import Path

import httpx

import guide

given = json.load(sys.stdin)
base_url, username, password = given["base_url"], given["username"], given["password"]


def rows_with(token):
    """How many suppliers a token lets one read."""
    address = f"{base_url}/odataservice/odata/table/supplier?$top=3"
    response = httpx.get(address, headers=guide.get_auth_headers(token))
    response.raise_for_status()
    return len(response.json()["value"])


def tell(answer):
    """What a token answer says, but for the token."""
    told = {name: value for name, value in answer.items() if name not in ("AccessToken", "RefreshToken", "SessionId")}
    return {**told, "rows": rows_with(answer["AccessToken"])}


def token_in(accept):
    """The answer of the token endpoint as this Accept header has it, unread."""
    return httpx.post(
        f"{base_url}/api/security/token/v2",
        json={"username": username, "password": password},
        headers={"Accept": accept},
    )


def run_usage():
    """The guide's lines that stand in no function."""
    text = Path(__file__).with_name("usage.py").read_text()
    scope = {**vars(guide), "base_url": base_url, "username": username, "password": password}
    exec(compile(text, "usage.py", "exec"), scope)
    return len(scope["response"].json()["value"])


def keep_token():
    """Two requests of a token manager: the second has to get by without the server."""
    manager = guide.TokenManager(base_url, username, password)
    return {"same": manager.get_token() == manager.get_token(), "rows": rows_with(manager.get_token())}


def refused():
    """A wrong password has to end in the library's own error."""
    try:
        guide.get_token_v2(base_url, username, "not the password")
    except httpx.HTTPStatusError as error:
        return error.response.status_code
    return None


consumer = guide.get_consumer_token(base_url, given["consumer_key"], username)
print(json.dumps({
    "get_token_v2": tell(guide.get_token_v2(base_url, username, password)),
    "get_token_v1": tell(guide.get_token_v1(base_url, username, password)),
    "get_consumer_token": tell(guide.get_consumer_token(base_url, given["consumer_key"])),
    "get_consumer_token with a user": tell(consumer),
    "parse_token_response of JSON": tell(guide.parse_token_response(token_in("application/json"))),
    "parse_token_response of XML": tell(guide.parse_token_response(token_in("application/xml"))),
    "TokenManager": keep_token(),
    "get_ui_server_url": guide.get_ui_server_url(base_url, consumer["AccessToken"]),
    "usage": run_usage(),
    "refused": refused(),
}))
