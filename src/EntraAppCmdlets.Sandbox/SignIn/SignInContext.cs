using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>A request to the sign-in service.</summary>
internal sealed class SignInContext
{
    public required TenantState Tenant { get; init; }

    public required SandboxRequest Request { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The parameters of the body or, for a GET, of the query.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Whether the address is one of the older endpoints, which ask for a resource instead of scopes.</summary>
    public required bool IsV1 { get; init; }

    public DirectoryStore Store => Tenant.Store;

    public string Origin => Request.Uri.GetLeftPart(UriPartial.Authority);

    public string Issuer(bool v1) => v1 ? $"https://sts.windows.net/{Tenant.TenantId}/" : $"{Origin}/{Tenant.TenantId}/v2.0";

    public string? Value(string name) => Parameters.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    public string Required(string name) => Value(name) ?? throw SignInErrors.MissingParameter(name);
}
