// What .NET programs in the field send to Kinetic. Prints what came of it as JSON, without any secret.
// Reads from standard input: base_url, company, username, password, api_key.
using System;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

public static class Habits
{
    private static string _v2, _v1, _key;
    private static NetworkCredential _pair;

    public static void Main()
    {
        var given = JObject.Parse(Console.In.ReadToEnd());
        _v1 = given["base_url"] + "/api/v1";
        _v2 = given["base_url"] + "/api/v2/odata/" + given["company"];
        _key = (string)given["api_key"];
        _pair = new NetworkCredential((string)given["username"], (string)given["password"]);
        Console.Out.WriteLine(RunAsync().GetAwaiter().GetResult().ToString(Formatting.None));
    }

    private static async Task<JObject> RunAsync()
    {
        var told = new JObject();
        using (var client = Asking()) told["Basic after a challenge"] = await RowsAsync(client, _v2);
        using (var client = Asking())
        {
            client.DefaultRequestHeaders.Remove("x-api-key");
            told["Basic after a challenge, v1"] = await RowsAsync(client, _v1);
        }
        using (var client = Sending())
        {
            told["Basic at once"] = await RowsAsync(client, _v2);
            told["a method with {}"] = await UserFileAsync(client, new StringContent("{}", Encoding.UTF8, "application/json"));
            told["a method with an empty body"] = await UserFileAsync(client, new StringContent("", Encoding.UTF8, "application/json"));
            told["a method with no content"] = await UserFileAsync(client, null);
        }
        using (var client = Sending())
        {
            client.DefaultRequestHeaders.Add("License", JsonConvert.SerializeObject(new { ClaimedLicense = "00000003-9439-4B30-A6F4-6D2FD4B9FD0F" }));
            told["License in tight JSON"] = await RowsAsync(client, _v2);
        }
        return told;
    }

    /// <summary>Sends the login only once it has been asked for it.</summary>
    private static HttpClient Asking()
    {
        return WithKey(new HttpClient(new HttpClientHandler { Credentials = _pair }));
    }

    private static HttpClient Sending()
    {
        var client = WithKey(new HttpClient());
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes(_pair.UserName + ":" + _pair.Password));
        client.DefaultRequestHeaders.Add("Authorization", "Basic " + pair);
        return client;
    }

    private static HttpClient WithKey(HttpClient client)
    {
        client.DefaultRequestHeaders.Add("X-API-Key", _key);
        return client;
    }

    private static async Task<int> RowsAsync(HttpClient client, string api)
    {
        var response = await client.GetAsync(api + "/Erp.Bo.CustomerSvc/Customers?$top=3&$filter=" + Uri.EscapeDataString("CustNum gt 5"));
        if (!response.IsSuccessStatusCode) return (int)response.StatusCode;
        return ((JArray)JObject.Parse(await response.Content.ReadAsStringAsync())["value"]).Count;
    }

    private static async Task<JToken> UserFileAsync(HttpClient client, HttpContent content)
    {
        var response = await client.PostAsync(_v2 + "/Ice.BO.UserFileSvc/GetUserFile", content);
        if (!response.IsSuccessStatusCode) return (int)response.StatusCode;
        return JObject.Parse(await response.Content.ReadAsStringAsync())["returnObj"] != null;
    }
}
