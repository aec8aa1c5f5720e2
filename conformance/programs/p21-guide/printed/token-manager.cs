public class TokenManager
{
private readonly string _baseUrl;
private readonly string _username;
private readonly string _password;
private JObject? _tokenData;
private DateTime _tokenTime = DateTime.MinValue;
public TokenManager(string baseUrl, string username, string password)
{
_baseUrl = baseUrl;
_username = username;
_password = password;
}
/// <summary>Get valid token, refreshing if needed.</summary>
public async Task<string> GetTokenAsync()
{
var expires = _tokenData?["ExpiresInSeconds"]?.Value<int>() ?? 0;
var elapsed = (DateTime.UtcNow - _tokenTime).TotalSeconds;
// Refresh if expired or expiring in 5 minutes
if (_tokenData == null || elapsed > expires - 300)
{
_tokenData = await P21Auth.GetTokenV2Async(
_baseUrl, _username, _password);
_tokenTime = DateTime.UtcNow;
}
return _tokenData["AccessToken"]!.ToString();
}
}
