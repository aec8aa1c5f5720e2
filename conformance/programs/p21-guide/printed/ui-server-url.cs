public static async Task<string> GetUiServerUrlAsync(
string baseUrl, string token)
{
using var client = CreateAuthorizedClient(token);
var response = await client.GetAsync(
$"{baseUrl}/api/ui/router/v1?urlType=external");
response.EnsureSuccessStatusCode();
var json = await response.Content.ReadAsStringAsync();
var data = JObject.Parse(json);
return data["Url"]!.ToString().TrimEnd('/');
}
