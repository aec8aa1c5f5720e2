import type { CallPlan, NamedValues, Value } from "./call-plan.ts";

/** A whole C# program: for .NET and for Mono, with nothing but the class library. */
export function csharp({ connection, url, path, headers, login, secrets }: CallPlan): string {
  return `// An authorised read of ${JSON.stringify(connection)}.
// Set before: ${secrets.join(", ")}. For a private CA also ERPGATE_CA_FILE, the path of its certificate.
using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

public static class Program
{
    const string Url = ${JSON.stringify(url)};

    public static int Main()
    {
        try
        {
            Read().GetAwaiter().GetResult();
            return 0;
        }
        catch (HttpRequestException error)
        {
            Console.Error.WriteLine("no answer (network or certificate): " + error.Message + " " + (error.InnerException == null ? "" : error.InnerException.Message));
        }
        catch (TaskCanceledException)
        {
            Console.Error.WriteLine("no answer within a minute");
        }
        catch (InvalidOperationException error)
        {
            Console.Error.WriteLine(error.Message);
        }
        return 1;
    }

    static async Task Read()
    {
        // A redirect is refused, not followed: .NET drops Authorization on the way, and other headers travel along.
        using (var handler = new HttpClientHandler { AllowAutoRedirect = false })
        {
            TrustCaFile(handler);
            using (var client = new HttpClient(handler) { Timeout = TimeSpan.FromMinutes(1) })
            {
                string authorization = await Authorization(client);
                var headers = ${dictionary(headers)};
                headers["Authorization"] = authorization;
                Console.WriteLine(await Send(client, HttpMethod.Get, ${JSON.stringify(path)}, headers, null, "read"));
            }
        }
    }

    static async Task<string> Authorization(HttpClient client)
    {
${authorization(login)}
    }

    static async Task<string> Send(HttpClient client, HttpMethod method, string path, Dictionary<string, string> headers, HttpContent content, string what)
    {
        using (var request = new HttpRequestMessage(method, Url + path) { Content = content })
        {
            foreach (var header in headers) request.Headers.TryAddWithoutValidation(header.Key, header.Value);
            using (var answer = await client.SendAsync(request))
            {
                string body = await answer.Content.ReadAsStringAsync();
                if (answer.IsSuccessStatusCode) return body;
                throw new InvalidOperationException(what + ": HTTP " + (int)answer.StatusCode + ", " + Meaning(body));
            }
        }
    }

    // By the text: three causes share the status 401. The body itself is not printed, for it may repeat the key.
    static string Meaning(string body)
    {
        if (body.Contains("Invalid API Key")) return "the API key is not valid for this company";
        if (body.Contains("Invalid username or password")) return "user name or password is wrong";
        if (body.Contains("Access denied")) return "the login is right, the user lacks the right to this method";
        if (body.Contains("Unable to generate client token")) return "the consumer key is not registered on this server";
        if (body.Contains("not authorized to access API")) return "the login is right, scope or permission lacks this table";
        if (body.Contains("Maximum users exceeded")) return "no licence is free";
        return "see erpgate doctor";
    }

    // Adds one CA to those the system trusts; name, dates and signatures are still checked.
    static void TrustCaFile(HttpClientHandler handler)
    {
        string file = Environment.GetEnvironmentVariable("ERPGATE_CA_FILE");
        if (string.IsNullOrEmpty(file)) return;
#pragma warning disable SYSLIB0057
        var ca = new X509Certificate2(file);
#pragma warning restore SYSLIB0057
        handler.ServerCertificateCustomValidationCallback = (request, certificate, chain, errors) =>
        {
            if (errors == SslPolicyErrors.None) return true;
            if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate == null) return false;
            using (var own = new X509Chain())
            {
                own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
                own.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
                own.ChainPolicy.ExtraStore.Add(ca);
                if (chain != null) foreach (var element in chain.ChainElements) own.ChainPolicy.ExtraStore.Add(element.Certificate);
                if (!own.Build(certificate)) return false;
                return own.ChainElements[own.ChainElements.Count - 1].Certificate.Thumbprint == ca.Thumbprint;
            }
        };
    }

    static string Secret(string name)
    {
        string value = Environment.GetEnvironmentVariable(name);
        if (string.IsNullOrEmpty(value)) throw new InvalidOperationException("set " + name);
        return value;
    }

    static string Json(string text)
    {
        var json = new StringBuilder("\\"");
        foreach (char c in text) json.Append(c < ' ' || c == '"' || c == '\\\\' ? "\\\\u" + ((int)c).ToString("x4") : c.ToString());
        return json.Append('"').ToString();
    }
}
`;
}

function authorization(login: CallPlan["login"]): string {
  switch (login.kind) {
    case "basic":
      return `        await Task.FromResult(0);
        return "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(${JSON.stringify(`${login.username}:`)} + Secret("ERPGATE_PASSWORD")));`;
    case "bearer":
      return `        await Task.FromResult(0);
        return "Bearer " + Secret("ERPGATE_TOKEN");`;
    case "token":
      return `        var content = ${content(login.json, login.headers)};
        string answer = await Send(client, HttpMethod.Post, ${JSON.stringify(login.path)}, ${dictionary(login.headers.filter(([name]) => name !== "content-type"))}, content, "token");
        Match token = Regex.Match(answer, "\\"AccessToken\\"\\\\s*:\\\\s*\\"([^\\"]+)\\"");
        if (!token.Success) throw new InvalidOperationException("token: the answer holds no AccessToken");
        return "Bearer " + token.Groups[1].Value;`;
  }
}

function content(json: NamedValues | undefined, headers: NamedValues): string {
  const type = headers.find(([name]) => name === "content-type")?.[1] ?? "application/json";
  const body =
    json?.map(([name, value]) => `${JSON.stringify(`${JSON.stringify(name)}:`)} + Json(${literal(value)})`) ?? [];
  const text = body.length === 0 ? '""' : `"{" + ${body.join(' + "," + ')} + "}"`;
  return `new StringContent(${text}, Encoding.UTF8, ${literal(type)})`;
}

const dictionary = (values: NamedValues): string =>
  `new Dictionary<string, string> { ${values.map(([name, value]) => `{ ${JSON.stringify(name)}, ${literal(value)} }`).join(", ")} }`;
const literal = (value: Value): string =>
  typeof value === "string" ? JSON.stringify(value) : `Secret(${JSON.stringify(value.secret)})`;
