using EntraAppCmdlets.Sandbox.Graph;

namespace EntraAppCmdlets.Sandbox.KeyVault;

/// <summary>
/// The secrets and certificates of Azure Key Vaults of the tenant: one vault for each host name by which it is asked, there as soon as somebody asks. Vaults have
/// soft delete, as all have.
/// </summary>
internal static class KeyVaultService
{
    // A vault names the API of its own cloud; at any other address it is one of the worldwide cloud.
    private static readonly string[] Resources = ["https://vault.azure.net", "https://vault.usgovcloudapi.net", "https://vault.azure.cn"];

    public static bool IsMeant(Uri uri) => KindOf(uri) is not null;

    public static SandboxResponse Answer(SandboxRequest request, TenantState tenant, DateTimeOffset now)
    {
        try
        {
            var kind = KindOf(request.Uri)!;
            return Route(new KeyVaultCall(request, tenant, now, kind), kind);
        }
        catch (KeyVaultException refusal)
        {
            return KeyVaultReply.Refusal(refusal);
        }
        catch (GraphException refusal) when (refusal.Status == 401)
        {
            var response = KeyVaultReply.Refusal(
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

    private static SandboxResponse Route(KeyVaultCall call, KeyVaultKind kind)
    {
        call.RequireCaller();
        return !call.Query.ContainsKey("api-version")
            ? throw KeyVaultException.BadParameter("The request is missing the parameter api-version.")
            : kind.Route(call)
                ?? throw new KeyVaultException(405, "MethodNotAllowed", $"HTTP {call.Method} is not supported on this resource.");
    }

    private static KeyVaultKind? KindOf(Uri uri) =>
        uri.AbsolutePath.Split('/', 3).ElementAtOrDefault(1)?.ToLowerInvariant() is { } first
            ? KeyVaultKind.All.FirstOrDefault(kind => first == kind.Live || first == kind.Gone)
            : null;
}
