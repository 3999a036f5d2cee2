using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Seeding;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>What a client asks for on behalf of a user.</summary>
/// <param name="Resource">The API.</param>
/// <param name="ResourceName">The name by which the client asked for it: the audience of the token.</param>
/// <param name="Names">The delegated permissions by name; null: all that the client has been granted (<c>/.default</c>).</param>
/// <param name="Protocol">openid, profile, email, offline_access, as far as asked for.</param>
internal sealed record ScopeRequest(Document Resource, string ResourceName, IReadOnlyList<string>? Names, IReadOnlySet<string> Protocol)
{
    private const string Default = "/.default";
    private const string Graph = "https://graph.microsoft.com";

    private static readonly string[] ProtocolScopes = ["openid", "profile", "email", "offline_access"];

    public static ScopeRequest Read(SignInContext context, SignInClient client)
    {
        if (context.IsV1)
        {
            // The older endpoints ask for a resource, and always give a refresh token.
            var name = context.Value("resource") ?? OtherTenantApps.MicrosoftGraph;
            return new ScopeRequest(
                ResourceFinder.Find(context, name),
                name,
                null,
                new HashSet<string>(["openid", "profile", "offline_access"])
            );
        }

        return Parse(context, client, context.Required("scope"));
    }

    public static ScopeRequest Parse(SignInContext context, SignInClient client, string text)
    {
        var protocol = new HashSet<string>(StringComparer.Ordinal);
        var names = new List<string>();
        string? resource = null;
        var all = false;
        foreach (var scope in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal))
        {
            if (ProtocolScopes.Contains(scope.ToLowerInvariant()))
            {
                protocol.Add(scope.ToLowerInvariant());
                continue;
            }

            var slash = scope.LastIndexOf('/');
            var (of, name) =
                slash < 0 ? (Graph, scope)
                : scope.EndsWith(Default, StringComparison.Ordinal) ? (scope[..^Default.Length], ".default")
                : (scope[..slash], scope[(slash + 1)..]);
            if (of.Length == 0 || name.Length == 0)
            {
                throw SignInErrors.InvalidScope(scope, "");
            }

            if (resource is not null && !string.Equals(resource.TrimEnd('/'), of.TrimEnd('/'), StringComparison.OrdinalIgnoreCase))
            {
                throw SignInErrors.SeveralResources();
            }

            resource = of;
            if (name == ".default")
            {
                all = true;
            }
            else
            {
                names.Add(name);
            }
        }

        if (all && names.Count > 0)
        {
            throw SignInErrors.InvalidScope(text, "The .default scope can't be combined with other scopes of the resource.");
        }

        resource ??= Graph;
        var found = ResourceFinder.Find(context, resource);
        var offered = found.Many("oauth2PermissionScopes").ToList();
        var canonical = names
            .Select(name =>
                offered
                    .FirstOrDefault(scope =>
                        scope.Flag("isEnabled") && string.Equals(scope.Text("value"), name, StringComparison.OrdinalIgnoreCase)
                    )
                    ?.Text("value")
                ?? throw SignInErrors.UnknownScope(client.Name, name, found.Text("displayName")!, found.Text("appId")!)
            )
            .ToList();
        return new ScopeRequest(found, resource, all ? null : canonical, protocol);
    }
}
