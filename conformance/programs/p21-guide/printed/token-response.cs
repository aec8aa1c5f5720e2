public static JObject ParseTokenResponse(HttpResponseMessage response)
{
var text = response.Content.ReadAsStringAsync().Result;
// Try JSON first
try
{
var data = JObject.Parse(text);
if (data["AccessToken"] != null)
return data;
}
catch (JsonReaderException) { }
// Fall back to XML regex parsing
var result = new JObject();
var fields = new[]
{
"AccessToken", "TokenType", "ExpiresIn",
"ExpiresInSeconds", "RefreshToken"
};
foreach (var field in fields)
{
var match = System.Text.RegularExpressions.Regex.Match(
text, $@"<{field}>([^<]*)</{field}>");
if (match.Success && !string.IsNullOrEmpty(match.Groups[1].Value))
result[field] = match.Groups[1].Value;
}
if (result["AccessToken"] == null)
throw new InvalidOperationException(
$"Could not parse token from response: {text[..Math.Min(text.Length, 500)]}");
return result;
}
