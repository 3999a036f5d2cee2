using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Applications;

/// <summary>What an Application ID URI may be.</summary>
internal static class IdentifierUriRules
{
    private const int MaximumLength = 255;

    public static void Check(GraphContext context, Document? before, Document after)
    {
        var all = after.Texts("identifierUris").ToList();
        if (all.Distinct(StringComparer.OrdinalIgnoreCase).Count() < all.Count)
        {
            throw GraphErrors.Refused("Request contains a property with duplicate values.");
        }

        var known = before?.Texts("identifierUris").ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        foreach (var uri in all.Where(uri => !known.Contains(uri)))
        {
            if (
                uri.Length is 0 or > MaximumLength
                || !Uri.TryCreate(uri, UriKind.Absolute, out var parsed)
                || uri.StartsWith('/')
                || (ApplicationRules.AllowsPersonalAccounts(after) && uri.AsSpan().ContainsAny('?', '#'))
            )
            {
                throw GraphErrors.InvalidValue("identifierUris", after.Type);
            }

            if (uri.EndsWith('/'))
            {
                throw new GraphException(
                    400,
                    "IdentifierUrisEndsWithSlash",
                    $"Application alias '{uri}' value is invalid.",
                    new ErrorDetail("ValueCannotEndWithSlash", $"Application alias '{uri}' value is invalid.", "identifierUris")
                );
            }

            if (!IsAllowed(context, after, uri, parsed))
            {
                throw new GraphException(
                    400,
                    "HostNameNotOnVerifiedDomain",
                    $"Values of identifierUris property must use a verified domain of the organization or its subdomain: '{uri}'",
                    new ErrorDetail(
                        "HostNameNotOnVerifiedDomain",
                        $"Values of identifierUris property must use a verified domain of the organization or its subdomain: '{uri}'",
                        "identifierUris"
                    )
                );
            }

            if (context.Store.Applications.Where("identifierUris", uri).Any(other => other.Id != after.Id && DirectoryStore.IsAlive(other)))
            {
                throw GraphErrors.AlreadyExists("identifierUris");
            }
        }
    }

    private static bool IsAllowed(GraphContext context, Document application, string uri, Uri parsed)
    {
        if (parsed.Scheme == "api")
        {
            var authority = uri["api://".Length..].Split('/')[0];
            var path = uri.Length > "api://".Length + authority.Length;
            return string.Equals(authority, application.Text("appId"), StringComparison.OrdinalIgnoreCase)
                || (string.Equals(authority, context.Tenant.TenantId, StringComparison.OrdinalIgnoreCase) && path)
                || IsVerified(context, authority)
                || context.Settings.AnyIdentifierUri;
        }

        return parsed.Scheme is "https" or "http" ? IsVerified(context, parsed.Host) : context.Settings.AnyIdentifierUri;
    }

    private static bool IsVerified(GraphContext context, string host) =>
        context
            .Store.Domains.All()
            .Any(each =>
                string.Equals(host, each.Document.Id, StringComparison.OrdinalIgnoreCase)
                || host.EndsWith("." + each.Document.Id, StringComparison.OrdinalIgnoreCase)
            );
}
