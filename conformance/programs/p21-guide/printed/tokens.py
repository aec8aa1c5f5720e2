import httpx
def get_token_v2(base_url: str, username: str, password: str) -> dict:
"""Get token using V2 endpoint (recommended)."""
response = httpx.post(
f"{base_url}/api/security/token/v2",
json={"username": username, "password": password},
headers={"Accept": "application/json"}
)
response.raise_for_status()
return response.json()
def get_token_v1(base_url: str, username: str, password: str) -> dict:
"""Get token using V1 endpoint (legacy)."""
response = httpx.post(
f"{base_url}/api/security/token",
headers={
"username": username,
"password": password,
"Content-Type": "application/json",
"Accept": "application/json"
},
content=""
)
response.raise_for_status()
return response.json()
