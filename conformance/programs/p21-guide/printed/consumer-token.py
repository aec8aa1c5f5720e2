import httpx
def get_consumer_token(
base_url: str,
consumer_key: str,
username: str = "",
) -> dict:
"""Get token using consumer key authentication.
Args:
base_url: P21 server URL (e.g., "https://play.p21server.com")
consumer_key: Consumer key GUID from SOA Admin
username: Optional P21 username (required for Interactive API)
Returns:
Token response dict with AccessToken, Scope, etc.
"""
payload = {
"GrantType": "client_credentials",
"ClientSecret": consumer_key,
}
if username:
payload["username"] = username
response = httpx.post(
f"{base_url}/api/security/token/v2",
json=payload,
headers={
"Accept": "application/json",
"Content-Type": "application/json",
},
)
response.raise_for_status()
return response.json()
