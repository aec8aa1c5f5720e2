def get_ui_server_url(base_url: str, token: str) -> str:
"""Get UI server URL for Interactive/Transaction APIs."""
response = httpx.get(
f"{base_url}/api/ui/router/v1?urlType=external",
headers=get_auth_headers(token)
)
response.raise_for_status()
return response.json()["Url"].rstrip("/")
