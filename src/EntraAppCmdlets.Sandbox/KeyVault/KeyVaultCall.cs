using System.Buffers;
using System.Globalization;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Seeding;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.KeyVault;

/// <summary>One request: to which vault, about what, by whom, and what it may do.</summary>
internal sealed class KeyVaultCall(SandboxRequest request, TenantState tenant, DateTimeOffset now, KeyVaultKind kind)
{
    private const int MaximumName = 127;
    private const int PageSize = 25;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
    );

    private Caller? _caller;

    public DateTimeOffset Now { get; } = now;

    public string Method { get; } = request.Method.ToUpperInvariant();

    /// <summary>The vault is known by its host, and its port where that is not the usual one.</summary>
    public string Vault { get; } = request.Uri.Authority.ToLowerInvariant();

    public IReadOnlyDictionary<string, string> Query { get; } = FormReader.Read(request.Uri.Query.TrimStart('?'));

    public TenantState Tenant => tenant;

    public Table Store => kind.Store(tenant.Store);

    public string[] Parts { get; } =
    [
        .. request
            .Uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Select((part, number) => number == 0 ? part.ToLowerInvariant() : Uri.UnescapeDataString(part)),
    ];

    public string Origin => request.Uri.GetLeftPart(UriPartial.Authority);

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
        ?? throw KeyVaultException.NotFound(kind, version is null ? name : $"{name}/{version}");

    public IReadOnlyList<Document> FindDeleted(string name) =>
        Versions(name, deleted: true) is { Count: > 0 } all ? all : throw KeyVaultException.NotFound(kind, name);

    public void Apply(Action<Change> write)
    {
        var change = new Change();
        write(change);
        tenant.Apply(change, shownFrom: null);
    }

    public void Save(Document version) => Apply(change => change.Put(Store, version));

    /// <summary>All versions of a name, as deleted or as there again.</summary>
    public IReadOnlyList<Document> Mark(IReadOnlyList<Document> versions, DateTimeOffset? deleted)
    {
        List<Document> all = [.. versions.Select(version => version.With(("deletedDate", deleted)))];
        Apply(change => all.ForEach(version => change.Put(Store, version)));
        return all;
    }

    /// <summary>Deletes a name with all its versions; it can be recovered.</summary>
    public SandboxResponse Delete(string name)
    {
        RequireWrite("delete");
        Find(name, null);
        return ShowDeleted(Mark(Versions(name, deleted: false), TenantState.Second(Now))[^1]);
    }

    public SandboxResponse ShowDeleted(string name)
    {
        RequireRead("readMetadata");
        return ShowDeleted(FindDeleted(name)[^1]);
    }

    /// <summary>The newest version of a deleted name, which is there again.</summary>
    public Document Recover(string name)
    {
        RequireWrite("recover");
        return Mark(FindDeleted(name), null)[^1];
    }

    public SandboxResponse Purge(string name)
    {
        RequireWrite("purge");
        var all = FindDeleted(name);
        Apply(change =>
        {
            foreach (var version in all)
            {
                change.Remove(Store, version.Id);
            }
        });
        return new SandboxResponse(204, KeyVaultReply.Headers(), default);
    }

    private SandboxResponse ShowDeleted(Document secret) =>
        KeyVaultReply.Json(
            200,
            json =>
            {
                var deleted = secret.Instant("deletedDate")!.Value;
                json.WriteString("recoveryId", $"{Origin}/{kind.Gone}/{secret.Text("name")}");
                json.WriteNumber("deletedDate", deleted.ToUnixTimeSeconds());
                json.WriteNumber("scheduledPurgeDate", (deleted + KeyVaultKind.Recoverable).ToUnixTimeSeconds());
                kind.Write(json, this, secret, true, true);
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
        return KeyVaultReply.Json(
            200,
            json =>
            {
                json.WriteStartArray("value");
                foreach (var secret in all.Skip(start).Take(size))
                {
                    json.WriteStartObject();
                    kind.Write(json, this, secret, version, false);
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

    /// <summary>What a name may hold.</summary>
    public void CheckName(string name)
    {
        if (name.Length > MaximumName || name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw KeyVaultException.BadParameter($"The request URI contains an invalid name: {name}");
        }

        if (Versions(name, deleted: true).Count > 0)
        {
            throw KeyVaultException.Deleted(kind, name);
        }
    }

    private void Require(string action, SandboxKeyVaultAccess least)
    {
        if (tenant.Settings.KeyVaultAccess > least)
        {
            throw KeyVaultException.NotAllowed(Who, $"Microsoft.KeyVault/vaults/{kind.Live}/{action}/action", Vault);
        }
    }
}
