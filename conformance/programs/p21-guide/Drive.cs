// Calls every function of the guide once and says what came of it, as JSON and without any secret.
// Reads from standard input: base_url, username, password, consumer_key.
public static class Drive
{
    private static string _baseUrl, _username, _password;

    public static int Main()
    {
        var given = JObject.Parse(Console.In.ReadToEnd());
        _baseUrl = (string)given["base_url"];
        _username = (string)given["username"];
        _password = (string)given["password"];
        Console.Out.WriteLine(RunAsync((string)given["consumer_key"]).GetAwaiter().GetResult());
        return 0;
    }

    private static async Task<string> RunAsync(string key)
    {
        var consumer = await Guide.GetConsumerTokenAsync(_baseUrl, key, _username);
        var told = new JObject();
        told["get_token_v2"] = await Tell(await P21Auth.GetTokenV2Async(_baseUrl, _username, _password));
        told["get_token_v1"] = await Tell(await P21Auth.GetTokenV1Async(_baseUrl, _username, _password));
        told["get_consumer_token"] = await Tell(await Guide.GetConsumerTokenAsync(_baseUrl, key));
        told["get_consumer_token with a user"] = await Tell(consumer);
        told["parse_token_response of JSON"] = await Tell(Guide.ParseTokenResponse(await TokenIn("application/json")));
        told["parse_token_response of XML"] = await Tell(Guide.ParseTokenResponse(await TokenIn("application/xml")));
        told["TokenManager"] = await KeepToken();
        told["get_ui_server_url"] = await Guide.GetUiServerUrlAsync(_baseUrl, consumer["AccessToken"].ToString());
        told["usage"] = ((JArray)JObject.Parse(await Guide.UsageAsync(_baseUrl, _username, _password))["value"]).Count;
        told["refused"] = await Refused();
        return told.ToString(Formatting.None);
    }

    /// <summary>What a token answer says, but for the token.</summary>
    private static async Task<JObject> Tell(JObject answer)
    {
        var told = new JObject();
        foreach (var member in answer)
            if (member.Key != "AccessToken" && member.Key != "RefreshToken" && member.Key != "SessionId")
                told[member.Key] = member.Value;
        told["rows"] = await RowsWith(answer["AccessToken"].ToString());
        return told;
    }

    /// <summary>How many suppliers a token lets one read.</summary>
    private static async Task<int> RowsWith(string token)
    {
        using (var client = Guide.CreateAuthorizedClient(token))
        {
            var response = await client.GetAsync(_baseUrl + "/odataservice/odata/table/supplier?$top=3");
            response.EnsureSuccessStatusCode();
            return ((JArray)JObject.Parse(await response.Content.ReadAsStringAsync())["value"]).Count;
        }
    }

    /// <summary>The answer of the token endpoint as this Accept header has it, unread.</summary>
    private static async Task<HttpResponseMessage> TokenIn(string accept)
    {
        using (var client = new HttpClient())
        {
            client.DefaultRequestHeaders.Add("Accept", accept);
            var body = JsonConvert.SerializeObject(new { username = _username, password = _password });
            var content = new StringContent(body, Encoding.UTF8, "application/json");
            return await client.PostAsync(_baseUrl + "/api/security/token/v2", content);
        }
    }

    /// <summary>Two requests of a token manager: the second has to get by without the server.</summary>
    private static async Task<JObject> KeepToken()
    {
        var manager = new TokenManager(_baseUrl, _username, _password);
        var first = await manager.GetTokenAsync();
        var told = new JObject();
        told["same"] = first == await manager.GetTokenAsync();
        told["rows"] = await RowsWith(first);
        return told;
    }

    /// <summary>A wrong password has to end in the library's own error; it says the status in its text only.</summary>
    private static async Task<int?> Refused()
    {
        try
        {
            await P21Auth.GetTokenV2Async(_baseUrl, _username, "not the password");
            return null;
        }
        catch (HttpRequestException error)
        {
            return int.Parse(System.Text.RegularExpressions.Regex.Match(error.Message, "[0-9]{3}").Value);
        }
    }
}
