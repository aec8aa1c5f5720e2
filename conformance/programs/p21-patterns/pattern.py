"""The way of a public Python client of P21: v1 token with an empty body, router without its slash, sessions with one,
option names as %24top. Prints what came of it as JSON, without any secret.

Reads from standard input: base_url, username, password.
"""
import json
import sys

import requests

given = json.load(sys.stdin)
base_url = given["base_url"]

token = requests.post(
    f"{base_url}/api/security/token",
    headers={"username": given["username"], "password": given["password"], "Accept": "application/json"},
)
token.raise_for_status()

session = requests.Session()
session.headers.update({
    "Authorization": f"Bearer {token.json()['AccessToken']}",
    "Accept": "application/json",
    "Content-Type": "application/json",
})
router = session.get(f"{base_url}/api/ui/router/v1", params={"urlType": "external"})
router.raise_for_status()
ui = router.json()["Url"].rstrip("/")

sessions = f"{ui}/api/ui/interactive/sessions/"
created = session.post(sessions, json={})
window = session.post(f"{ui}/api/ui/interactive/v2/window", json={"ServiceName": "Supplier"})
ended = session.delete(sessions)

query = {"$top": 3, "$select": "supplier_id", "$filter": "supplier_id gt 0"}
rows = session.get(f"{base_url}/odataservice/odata/table/supplier", params=query)
rows.raise_for_status()
print(json.dumps({
    "lifetime": token.json()["ExpiresInSeconds"],
    "redirects": [each.status_code for each in router.history],
    "ui": ui,
    "statuses": [created.status_code, window.status_code, ended.status_code],
    "rows": rows.json()["value"],
    "encoded": "%24top=3" in rows.request.url,
}))
