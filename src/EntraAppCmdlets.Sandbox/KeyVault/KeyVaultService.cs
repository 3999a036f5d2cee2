using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Seeding;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.KeyVault;

/// <summary>
/// The secrets of Azure Key Vaults of the tenant: one vault for each host name by which it is asked, there as soon as somebody asks. Vaults have
/// soft delete, as all have.
/// </summary>
internal static class KeyVaultService
{
    public const int MaximumValue = 25 * 1024;
    private const int MaximumTags = 15;
    private const int MaximumTagLength = 256;
    private const int MaximumName = 127;
    private const int PageSize = 25;
    private const string Live = "secrets";
    private const string Gone = "deletedsecrets";
    private static readonly TimeSpan Recoverable = TimeSpan.FromDays(90);
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
    );

    // A vault names the API of its own cloud; at any other address it is one of the worldwide cloud.
    private static readonly string[] Resources = ["https://vault.azure.net", "https://vault.usgovcloudapi.net", "https://vault.azure.cn"];

    public static bool IsMeant(Uri uri) => uri.AbsolutePath.Split('/', 3).ElementAtOrDefault(1)?.ToLowerInvariant() is Live or Gone;

    public static SandboxResponse Answer(SandboxRequest request, TenantState tenant, DateTimeOffset now)
    {
        try
        {
            return Route(new Call(request, tenant, now));
        }
        catch (KeyVaultException refusal)
        {
            return Refusal(refusal);
        }
        catch (GraphException refusal) when (refusal.Status == 401)
        {
            var response = Refusal(
                new KeyVaultException(
                    401,
                    "Unauthorized",
                    refusal.Message.StartsWith("Access token is empty", StringComparison.Ordinal)
                        ? "AKV10000: Request is missing a Bearer or PoP token."
                        : refusal.Message
                )
            );
            return response with
            {
                Headers = new Dictionary<string, string>(response.Headers, StringComparer.OrdinalIgnoreCase)
                {
                    ["WWW-Authenticate"] = Challenge(request.Uri, tenant),
                },
            };
        }
    }

    private static string Challenge(Uri uri, TenantState tenant)
    {
        var own = Array.Find(Resources, resource => uri.Host.EndsWith("." + new Uri(resource).Host, StringComparison.OrdinalIgnoreCase));
        var authority = own is null ? uri.GetLeftPart(UriPartial.Authority) : "https://login.microsoftonline.com";
        return $"Bearer authorization=\"{authority}/{tenant.TenantId}\", resource=\"{own ?? Resources[0]}\"";
    }

    private static SandboxResponse Route(Call call)
    {
        call.RequireCaller();
        if (!call.Query.ContainsKey("api-version"))
        {
            throw KeyVaultException.BadParameter("The request is missing the parameter api-version.");
        }

        return (call.Method, call.Parts) switch
        {
            ("GET", [Live]) => call.List(call.Names(deleted: false), version: false),
            ("PUT", [Live, var name]) => Set(call, name),
            ("GET", [Live, var name]) => Get(call, name, null),
            ("DELETE", [Live, var name]) => Delete(call, name),
            ("GET", [Live, var name, "versions"]) => call.List(call.Versions(name, deleted: false), version: true),
            ("GET", [Live, var name, var version]) => Get(call, name, version),
            ("PATCH", [Live, var name, var version]) => Update(call, name, version),
            ("GET", [Gone]) => call.List(call.Names(deleted: true), version: false),
            ("GET", [Gone, var name]) => ShowDeleted(call, name),
            ("POST", [Gone, var name, "recover"]) => Recover(call, name),
            ("DELETE", [Gone, var name]) => Purge(call, name),
            _ => throw new KeyVaultException(405, "MethodNotAllowed", $"HTTP {call.Method} is not supported on this resource."),
        };
    }

    private static SandboxResponse Set(Call call, string name)
    {
        call.RequireWrite("setSecret");
        if (name.Length > MaximumName || name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw KeyVaultException.BadParameter($"The request URI contains an invalid name: {name}");
        }

        if (call.Versions(name, deleted: true).Count > 0)
        {
            throw KeyVaultException.Deleted(name);
        }

        var body = call.Body();
        var value =
            body.TryGetProperty("value", out var given) && given.ValueKind == JsonValueKind.String
                ? given.GetString()!
                : throw KeyVaultException.BadParameter("Parameter: value is required");
        if (value.Length > MaximumValue)
        {
            throw KeyVaultException.BadParameter("Secret value is too long: at most 25600 characters are allowed.");
        }

        var version = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var made = Types.VaultSecret.Empty.With(
            ("id", $"{call.Vault}/{name}/{version}"),
            ("place", $"{call.Vault}/{name}"),
            ("vault", call.Vault),
            ("name", name),
            ("version", version),
            ("value", value),
            ("created", TenantState.Second(call.Now))
        );
        return call.Save(WithAttributes(call, made, body), withValue: true);
    }

    private static SandboxResponse Update(Call call, string name, string version)
    {
        call.RequireWrite("setSecret");
        return call.Save(WithAttributes(call, call.Find(name, version), call.Body()), withValue: false);
    }

    private static SandboxResponse Get(Call call, string name, string? version)
    {
        call.RequireRead("getSecret");
        var found = call.Find(name, version);
        return found.Flag("enabled") ? call.Show(found) : throw KeyVaultException.Disabled();
    }

    private static SandboxResponse Delete(Call call, string name)
    {
        call.RequireWrite("delete");
        call.Find(name, null);
        var all = call.Versions(name, deleted: false).Select(secret => secret.With(("deletedDate", TenantState.Second(call.Now)))).ToList();
        call.Apply(change => all.ForEach(secret => change.Put(call.Store, secret)));
        return call.ShowDeleted(all[^1]);
    }

    private static SandboxResponse ShowDeleted(Call call, string name)
    {
        call.RequireRead("readMetadata");
        return call.ShowDeleted(call.FindDeleted(name)[^1]);
    }

    private static SandboxResponse Recover(Call call, string name)
    {
        call.RequireWrite("recover");
        var all = call.FindDeleted(name).Select(secret => secret.With(("deletedDate", null))).ToList();
        call.Apply(change => all.ForEach(secret => change.Put(call.Store, secret)));
        return call.Show(all[^1], withValue: false);
    }

    private static SandboxResponse Purge(Call call, string name)
    {
        call.RequireWrite("purge");
        var all = call.FindDeleted(name);
        call.Apply(change =>
        {
            foreach (var secret in all)
            {
                change.Remove(call.Store, secret.Id);
            }
        });
        return new SandboxResponse(204, Headers(), default);
    }

    private static Document WithAttributes(Call call, Document secret, JsonElement body)
    {
        if (body.TryGetProperty("attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object)
        {
            foreach (var (name, kept) in ((string, string)[])[("nbf", "notBefore"), ("exp", "expires")])
            {
                if (attributes.TryGetProperty(name, out var time) && time.ValueKind == JsonValueKind.Number)
                {
                    secret = secret.With((kept, DateTimeOffset.FromUnixTimeSeconds(time.GetInt64())));
                }
            }

            if (attributes.TryGetProperty("enabled", out var enabled) && enabled.ValueKind is JsonValueKind.True or JsonValueKind.False)
            {
                secret = secret.With(("enabled", enabled.GetBoolean()));
            }
        }

        if (secret.Instant("notBefore") > secret.Instant("expires"))
        {
            throw KeyVaultException.BadParameter("The attribute nbf must not be later than exp.");
        }

        if (body.TryGetProperty("contentType", out var type) && type.ValueKind == JsonValueKind.String)
        {
            secret = secret.With(("contentType", type.GetString()));
        }

        if (body.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Object)
        {
            var all = tags.EnumerateObject().Select(tag => (tag.Name, Value: tag.Value.GetString() ?? "")).ToList();
            if (all.Count > MaximumTags || all.Exists(tag => tag.Name.Length > MaximumTagLength || tag.Value.Length > MaximumTagLength))
            {
                throw KeyVaultException.BadParameter("There may be 15 tags, of 256 characters each in name and value.");
            }

            secret = secret.With(("tags", all.Select(tag => Types.VaultTag.Empty.With(("name", tag.Name), ("value", tag.Value)))));
        }

        return secret.With(("updated", TenantState.Second(call.Now)));
    }

    private static SandboxResponse Refusal(KeyVaultException refusal) =>
        Json(
            refusal.Status,
            json =>
            {
                json.WriteStartObject("error");
                json.WriteString("code", refusal.Code);
                json.WriteString("message", refusal.Message);
                if (refusal.InnerCode is { } inner)
                {
                    json.WriteStartObject("innererror");
                    json.WriteString("code", inner);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }
        );

    private static SandboxResponse Json(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonForm.Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        var headers = Headers();
        headers["Content-Type"] = "application/json; charset=utf-8";
        return new SandboxResponse(status, headers, buffer.WrittenMemory);
    }

    private static Dictionary<string, string> Headers() =>
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["Cache-Control"] = "no-cache",
            ["x-ms-keyvault-region"] = "westeurope",
            ["x-ms-request-id"] = Guid.NewGuid().ToString(),
        };

    /// <summary>One request: to which vault, by whom, and what it may do.</summary>
    private sealed class Call(SandboxRequest request, TenantState tenant, DateTimeOffset now)
    {
        private Caller? _caller;

        public DateTimeOffset Now { get; } = now;

        public string Method { get; } = request.Method.ToUpperInvariant();

        /// <summary>The vault is known by its host, and its port where that is not the usual one.</summary>
        public string Vault { get; } = request.Uri.Authority.ToLowerInvariant();

        public IReadOnlyDictionary<string, string> Query { get; } = FormReader.Read(request.Uri.Query.TrimStart('?'));

        public Table Store => tenant.Store.VaultSecrets;

        public string[] Parts { get; } =
        [
            .. request
                .Uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries)
                .Select((part, number) => number == 0 ? part.ToLowerInvariant() : Uri.UnescapeDataString(part)),
        ];

        private string Origin => request.Uri.GetLeftPart(UriPartial.Authority);

        private string Who => $"appid={_caller!.AppId};oid={_caller.Principal};iss=https://sts.windows.net/{tenant.TenantId}/";

        public void RequireCaller()
        {
            _caller = BearerCheck.Require(request, tenant, Now, OtherTenantApps.KeyVault);
            if (tenant.Settings.KeyVaultAccess == SandboxKeyVaultAccess.Firewall)
            {
                throw KeyVaultException.Firewall(Who, Vault);
            }
        }

        public void RequireRead(string action) => Require(action, SandboxKeyVaultAccess.User);

        public void RequireWrite(string action) => Require(action, SandboxKeyVaultAccess.Officer);

        public JsonElement Body()
        {
            try
            {
                using var document = JsonDocument.Parse(request.Body);
                return document.RootElement.ValueKind == JsonValueKind.Object
                    ? document.RootElement.Clone()
                    : throw KeyVaultException.BadParameter("The request body must be a JSON object.");
            }
            catch (JsonException)
            {
                throw KeyVaultException.BadParameter("The request body is not valid JSON.");
            }
        }

        /// <summary>All versions of a secret, the oldest first.</summary>
        public IReadOnlyList<Document> Versions(string name, bool deleted) =>
            [.. Store.Where("place", $"{Vault}/{name}").Where(secret => secret.Instant("deletedDate") is not null == deleted)];

        /// <summary>The newest version of each secret.</summary>
        public IReadOnlyList<Document> Names(bool deleted) =>
            [
                .. Store
                    .Where("vault", Vault)
                    .Where(secret => secret.Instant("deletedDate") is not null == deleted)
                    .GroupBy(secret => secret.Text("name")!, StringComparer.OrdinalIgnoreCase)
                    .OrderBy(same => same.Key, StringComparer.OrdinalIgnoreCase)
                    .Select(same => same.Last()),
            ];

        public Document Find(string name, string? version) =>
            Versions(name, deleted: false).LastOrDefault(secret => version is null || secret.Text("version") == version)
            ?? throw KeyVaultException.NotFound(version is null ? name : $"{name}/{version}");

        public IReadOnlyList<Document> FindDeleted(string name) =>
            Versions(name, deleted: true) is { Count: > 0 } all ? all : throw KeyVaultException.NotFound(name);

        public void Apply(Action<Change> write)
        {
            var change = new Change();
            write(change);
            tenant.Apply(change, shownFrom: null);
        }

        public SandboxResponse Save(Document secret, bool withValue)
        {
            Apply(change => change.Put(Store, secret));
            return Show(secret, withValue);
        }

        public SandboxResponse Show(Document secret, bool withValue = true) =>
            Json(200, json => Write(json, secret, withValue, version: true));

        public SandboxResponse ShowDeleted(Document secret) =>
            Json(
                200,
                json =>
                {
                    var deleted = secret.Instant("deletedDate")!.Value;
                    json.WriteString("recoveryId", $"{Origin}/{Gone}/{secret.Text("name")}");
                    json.WriteNumber("deletedDate", deleted.ToUnixTimeSeconds());
                    json.WriteNumber("scheduledPurgeDate", (deleted + Recoverable).ToUnixTimeSeconds());
                    Write(json, secret, withValue: false, version: true);
                }
            );

        public SandboxResponse List(IReadOnlyList<Document> all, bool version)
        {
            RequireRead("readMetadata");
            var size =
                Query.TryGetValue("maxresults", out var wanted)
                && int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number is > 0 and <= PageSize
                    ? number
                    : PageSize;
            var start =
                Query.TryGetValue("$skiptoken", out var token)
                && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
                    ? from
                    : 0;
            return Json(
                200,
                json =>
                {
                    json.WriteStartArray("value");
                    foreach (var secret in all.Skip(start).Take(size))
                    {
                        json.WriteStartObject();
                        Write(json, secret, withValue: false, version);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                    json.WriteString(
                        "nextLink",
                        start + size < all.Count
                            ? string.Create(
                                CultureInfo.InvariantCulture,
                                $"{request.Uri.GetLeftPart(UriPartial.Path)}?api-version={Query["api-version"]}&$skiptoken={start + size}&maxresults={size}"
                            )
                            : null
                    );
                }
            );
        }

        private void Require(string action, SandboxKeyVaultAccess least)
        {
            if (tenant.Settings.KeyVaultAccess > least)
            {
                throw KeyVaultException.NotAllowed(Who, $"Microsoft.KeyVault/vaults/secrets/{action}/action", Vault);
            }
        }

        private void Write(Utf8JsonWriter json, Document secret, bool withValue, bool version)
        {
            if (withValue)
            {
                json.WriteString("value", secret.Text("value"));
            }

            if (secret.Text("contentType") is { } type)
            {
                json.WriteString("contentType", type);
            }

            json.WriteString("id", $"{Origin}/{Live}/{secret.Text("name")}{(version ? "/" + secret.Text("version") : "")}");
            json.WriteStartObject("attributes");
            json.WriteBoolean("enabled", secret.Flag("enabled"));
            foreach (
                var (name, kept) in ((string, string)[])
                    [("nbf", "notBefore"), ("exp", "expires"), ("created", "created"), ("updated", "updated")]
            )
            {
                if (secret.Instant(kept) is { } time)
                {
                    json.WriteNumber(name, time.ToUnixTimeSeconds());
                }
            }

            json.WriteString("recoveryLevel", "Recoverable+Purgeable");
            json.WriteNumber("recoverableDays", (int)Recoverable.TotalDays);
            json.WriteEndObject();
            json.WriteStartObject("tags");
            foreach (var tag in secret.Many("tags"))
            {
                json.WriteString(tag.Text("name")!, tag.Text("value"));
            }

            json.WriteEndObject();
        }
    }
}
