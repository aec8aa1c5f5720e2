using System;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
public static class P21Auth
{
/// <summary>Get token using V2 endpoint (recommended).</summary>
public static async Task<JObject> GetTokenV2Async(
string baseUrl, string username, string password)
{
using var client = new HttpClient();
var body = new { username, password };
var content = new StringContent(
JsonConvert.SerializeObject(body),
Encoding.UTF8, "application/json");
client.DefaultRequestHeaders.Add("Accept", "application/json");
var response = await client.PostAsync(
$"{baseUrl}/api/security/token/v2", content);
response.EnsureSuccessStatusCode();
var json = await response.Content.ReadAsStringAsync();
return JObject.Parse(json);
}
/// <summary>Get token using V1 endpoint (legacy).</summary>
public static async Task<JObject> GetTokenV1Async(
string baseUrl, string username, string password)
{
using var client = new HttpClient();
client.DefaultRequestHeaders.Add("username", username);
client.DefaultRequestHeaders.Add("password", password);
client.DefaultRequestHeaders.Add("Accept", "application/json");
var content = new StringContent(
"", Encoding.UTF8, "application/json");
var response = await client.PostAsync(
$"{baseUrl}/api/security/token", content);
response.EnsureSuccessStatusCode();
var json = await response.Content.ReadAsStringAsync();
return JObject.Parse(json);
}
}
