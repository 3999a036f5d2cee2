using System.Buffers;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.SignIn;

/// <summary>How a tenant is named to the sign-in service: the one place for the rule.</summary>
internal static class TenantName
{
    private const int Longest = 253;

    private static readonly SearchValues<char> Characters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"
    );

    // They stand for any tenant, or for any account of a kind.
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase) { "common", "organizations", "consumers" };

    /// <summary>Whether it can be a tenant's id, one of its domains, or a word that stands for many.</summary>
    internal static bool IsValid(string tenant) =>
        Guid.TryParse(tenant, out _)
        || Words.Contains(tenant)
        || (
            tenant.Length is > 0 and <= Longest
            && tenant.Contains('.', StringComparison.Ordinal)
            && tenant.Trim('.').Length == tenant.Length
            && !tenant.Contains("..", StringComparison.Ordinal)
            && !tenant.AsSpan().ContainsAnyExcept(Characters)
        );

    /// <summary>The name as the service takes it.</summary>
    /// <exception cref="SignInException">TenantInvalid, before anything is sent.</exception>
    internal static string Check(string tenant)
    {
        tenant = tenant.Trim();
        return !IsValid(tenant)
                ? throw new SignInException(
                    "TenantInvalid",
                    $"'{(tenant.Length <= 100 ? tenant : Cut.To(tenant, 100) + "...")}' is neither the id nor a domain of a tenant.",
                    "Give the tenant as its id, such as 11112222-3333-4444-5555-666677778888, or as one of its domains, such as contoso.onmicrosoft.com."
                )
            : Guid.TryParse(tenant, out var id) ? id.ToString()
            : tenant;
    }
}
