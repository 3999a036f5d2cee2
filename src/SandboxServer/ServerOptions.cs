using System.Collections;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EntraAppCmdlets.Sandbox;

namespace SandboxServer;

/// <summary>What the command line asks for.</summary>
internal sealed class ServerOptions
{
    public const string Usage = """
        Serves an embedded Microsoft Entra tenant: Microsoft Graph v1.0 below /v1.0, sign-in below /{tenant}.

          dotnet run --project src/SandboxServer -- [options]

          --urls <url>[;<url>]        Where to listen. Default: http://127.0.0.1:0; port 0 takes a free one.
          --https-port <port>         Listen with TLS on loopback as well; needs --certificate.
          --certificate <file.pfx>    The certificate of that port, with its private key: a PFX, or a PEM file that holds both.
          --certificate-password <p>  The password of the PFX. The environment variable SANDBOX_CERTIFICATE_PASSWORD keeps it off the command line.
          --tenant <file.json>        Keep the tenant in that file. Without it, it ends with the server.
          --log <file>                Add a line of JSON to that file for each request: what, by whom, and the status; never a secret.
          --issuer <url>=<file> ...   Trust tokens of that issuer for federated credentials; the file holds its keys (a JSON Web Key Set).
          --settings <name=value> ... Settings of the sandbox, such as ReplicationDelay=5 or ThrottleEvery=10.

        When it is ready it prints one line of JSON: graph, authority, tenantId, clientId, clientSecret (of an administrator app), urls.
        """;

    public IReadOnlyList<Uri> Urls { get; private init; } = [];

    public int? HttpsPort { get; private init; }

    public X509Certificate2? Certificate { get; private init; }

    public string? TenantFile { get; private init; }

    public string? LogFile { get; private init; }

    public SandboxSettings Settings { get; private init; } = new();

    /// <exception cref="ArgumentException">The command line is wrong; the message says where.</exception>
    public static ServerOptions Parse(IReadOnlyList<string> args)
    {
        var values = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string>? current = null;
        foreach (var arg in args)
        {
            if (arg.StartsWith("--", StringComparison.Ordinal))
            {
                if (
                    arg
                    is not (
                        "--urls"
                        or "--https-port"
                        or "--certificate"
                        or "--certificate-password"
                        or "--tenant"
                        or "--log"
                        or "--issuer"
                        or "--settings"
                    )
                )
                {
                    throw new ArgumentException($"There is no option '{arg}'.");
                }

                current = values.TryGetValue(arg, out var known) ? known : values[arg] = [];
            }
            else
            {
                (current ?? throw new ArgumentException($"'{arg}' belongs to no option.")).Add(arg);
            }
        }

        var port = One("--https-port") is { } text
            ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= ushort.MaxValue
                ? number
                : throw new ArgumentException($"--https-port takes a port, not '{text}'.")
            : (int?)null;
        if (port is not null && One("--certificate") is null)
        {
            throw new ArgumentException("--https-port needs --certificate.");
        }

        return new ServerOptions
        {
            Urls = [.. (One("--urls") ?? "http://127.0.0.1:0").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Url)],
            HttpsPort = port,
            Certificate = One("--certificate") is { } file
                ? Load(file, One("--certificate-password") ?? Environment.GetEnvironmentVariable("SANDBOX_CERTIFICATE_PASSWORD"))
                : null,
            TenantFile = One("--tenant"),
            LogFile = One("--log"),
            Settings = ReadSettings(values.GetValueOrDefault("--settings") ?? [], values.GetValueOrDefault("--issuer") ?? []),
        };

        string? One(string name) =>
            !values.TryGetValue(name, out var given) ? null
            : given.Count == 1 ? given[0]
            : throw new ArgumentException($"{name} takes one value.");
    }

    /// <summary>The address to bind; null for every address of the machine.</summary>
    public static IPAddress? AddressOf(Uri url) =>
        url.Host is "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(url.Host.Trim('[', ']'), out var address)
        && !address.Equals(IPAddress.Any)
        && !address.Equals(IPAddress.IPv6Any)
            ? address
        : null;

    private static Uri Url(string text) =>
        Uri.TryCreate(
            text.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal),
            UriKind.Absolute,
            out var url
        )
        && url.Scheme == Uri.UriSchemeHttp
        && (url.Host is "localhost" || IPAddress.TryParse(url.Host.Trim('[', ']'), out _))
        && url.AbsolutePath == "/"
            ? url
            : throw new ArgumentException($"--urls takes addresses such as http://127.0.0.1:5000, not '{text}'. TLS has --https-port.");

    private static SandboxSettings ReadSettings(List<string> pairs, List<string> issuers)
    {
        var settings = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in pairs)
        {
            var parts = pair.Split('=', 2);
            settings[parts[0]] = parts.Length == 2 ? parts[1] : throw new ArgumentException($"--settings takes name=value, not '{pair}'.");
        }

        var read = SandboxSettings.Parse(settings);
        foreach (var issuer in issuers)
        {
            var parts = issuer.Split('=', 2);
            read.FederatedIssuers[parts[0]] =
                parts.Length == 2 ? ReadKeys(parts[1]) : throw new ArgumentException($"--issuer takes address=file, not '{issuer}'.");
        }

        return read;
    }

    private static string ReadKeys(string file)
    {
        try
        {
            var text = File.ReadAllText(file);
            using var keys = JsonDocument.Parse(text);
            return
                keys.RootElement.ValueKind == JsonValueKind.Object
                && keys.RootElement.TryGetProperty("keys", out var list)
                && list.ValueKind == JsonValueKind.Array
                ? text
                : throw new ArgumentException($"--issuer: '{file}' is no JSON Web Key Set.");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"--issuer: '{file}' can't be read: {exception.Message}", exception);
        }
    }

    private static X509Certificate2 Load(string file, string? password)
    {
        try
        {
            if (!file.EndsWith(".pem", StringComparison.OrdinalIgnoreCase))
            {
                return X509CertificateLoader.LoadPkcs12FromFile(file, password);
            }

            using var certificate = X509Certificate2.CreateFromPemFile(file);
            // TLS on some systems wants a key that lives in a key store, as one from a PFX does.
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"--certificate: '{file}' can't be read: {exception.Message}", exception);
        }
    }
}
