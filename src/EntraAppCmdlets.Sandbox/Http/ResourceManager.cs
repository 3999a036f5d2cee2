using System.Text;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Seeding;

namespace EntraAppCmdlets.Sandbox;

/// <summary>
/// Azure Resource Manager, as far as a tenant without subscriptions has it: command-line tools ask it at sign-in for subscriptions and tenants.
/// </summary>
internal static class ResourceManager
{
    public static bool IsMeant(Uri uri) => uri.AbsolutePath.TrimEnd('/').ToLowerInvariant() is "/subscriptions" or "/tenants";

    public static SandboxResponse Answer(SandboxRequest request, TenantState tenant, DateTimeOffset now)
    {
        try
        {
            BearerCheck.Require(request, tenant, now, OtherTenantApps.ResourceManager);
        }
        catch (GraphException refusal)
        {
            return Json(refusal.Status, new { error = new { code = "InvalidAuthenticationToken", message = refusal.Message } });
        }

        return request.Uri.AbsolutePath.StartsWith("/tenants", StringComparison.OrdinalIgnoreCase)
            ? Json(
                200,
                new
                {
                    value = new[]
                    {
                        new
                        {
                            id = $"/tenants/{tenant.TenantId}",
                            tenantId = tenant.TenantId,
                            displayName = tenant.DisplayName,
                            defaultDomain = tenant.DomainName,
                            tenantType = "AAD",
                        },
                    },
                }
            )
            : Json(200, new { value = Array.Empty<object>(), count = new { type = "Total", value = 0 } });
    }

    private static SandboxResponse Json<T>(int status, T value) =>
        new(
            status,
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["Content-Type"] = "application/json; charset=utf-8",
                ["Cache-Control"] = "no-cache",
                ["x-ms-request-id"] = Guid.NewGuid().ToString(),
            },
            Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value))
        );
}
