import time
class TokenManager:
def __init__(self, base_url, username, password):
self.base_url = base_url
self.username = username
self.password = password
self.token_data = None
self.token_time = 0
def get_token(self) -> str:
"""Get valid token, refreshing if needed."""
now = time.time()
expires = self.token_data.get("ExpiresInSeconds", 0) if self.token_data else 0
# Refresh if expired or expiring in 5 minutes
if not self.token_data or (now - self.token_time) > (expires - 300):
self.token_data = get_token_v2(
self.base_url, self.username, self.password
)
self.token_time = now
return self.token_data["AccessToken"]
