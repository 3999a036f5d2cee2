using EntraAppCmdlets.Sandbox.Applications;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Seeding;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>The application that asks for a token: registered here, or in another tenant.</summary>
/// <param name="AppId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Application">Its registration; null where that is in another tenant.</param>
/// <param name="Foreign">What is known of an application of another tenant.</param>
/// <param name="Present">Its service principal here; null where nobody has made one yet.</param>
internal sealed record SignInClient(string AppId, string Name, Document? Application, OtherTenantApp? Foreign, Document? Present)
{
    /// <summary>Its service principal, without which there is no token.</summary>
    public Document Principal => Present ?? throw new InvalidOperationException($"The application {AppId} has no service principal.");

    /// <summary>The redirect URIs of web pages, which must prove themselves with a credential.</summary>
    public IEnumerable<(string Platform, string Uri)> RedirectUris =>
        Application is not null
            ? RedirectUriRules.Of(Application)
            : Foreign!.RedirectUris.Select(uri => (Foreign.IsPublicClient ? "publicClient" : "web", uri));

    public bool IsMultitenant => Foreign is not null || Application!.Text("signInAudience") != "AzureADMyOrg";

    /// <summary>Whether it may get tokens without proving itself where no redirect URI tells its kind.</summary>
    public bool IsFallbackPublic => Foreign?.IsPublicClient ?? Application!.Flag("isFallbackPublicClient");

    /// <summary>The application of that id, with its service principal.</summary>
    public static SignInClient Find(SignInContext context, string clientId)
    {
        var client = FindAnywhere(context, clientId);
        if (client.Present is null)
        {
            throw client.Application is null
                ? SignInErrors.AppNotFound(clientId, context.Tenant.DisplayName)
                : SignInErrors.NoPrincipal(clientId, context.Tenant.TenantId);
        }

        return client;
    }

    /// <summary>The application of that id, whether it is present in the tenant yet or not: a consent can make it so.</summary>
    public static SignInClient FindAnywhere(SignInContext context, string clientId)
    {
        var store = context.Store;
        var application = store.Applications.Where("appId", clientId, context.Now).FirstOrDefault(DirectoryStore.IsAlive);
        var principal = store.ServicePrincipals.Where("appId", clientId, context.Now).FirstOrDefault(DirectoryStore.IsAlive);
        var foreign = context.Tenant.OtherTenantApps.GetValueOrDefault(clientId);
        if (application is null && foreign is null)
        {
            throw SignInErrors.AppNotFound(clientId, context.Tenant.DisplayName);
        }

        var client = new SignInClient(
            application?.Text("appId") ?? foreign!.AppId,
            principal?.Text("displayName") ?? application?.Text("displayName") ?? foreign!.DisplayName,
            application,
            foreign,
            principal
        );
        if (principal is not null && !principal.Flag("accountEnabled"))
        {
            throw SignInErrors.AppDisabled(clientId, client.Name);
        }

        return context.IsAnyTenant && !client.IsMultitenant ? throw SignInErrors.NotMultitenant(client.AppId, client.Name) : client;
    }

    /// <summary>The platform that a redirect URI is registered for; null where it is not.</summary>
    public string? PlatformOf(string redirectUri)
    {
        foreach (var (platform, registered) in RedirectUris)
        {
            if (Matches(registered, redirectUri))
            {
                return platform;
            }
        }

        return null;
    }

    /// <summary>Exactly the same, except that a loopback address may have any port.</summary>
    private static bool Matches(string registered, string given)
    {
        if (string.Equals(registered, given, StringComparison.Ordinal))
        {
            return true;
        }

        return Uri.TryCreate(registered, UriKind.Absolute, out var one)
            && Uri.TryCreate(given, UriKind.Absolute, out var other)
            && one.Scheme == Uri.UriSchemeHttp
            && other.Scheme == Uri.UriSchemeHttp
            && RedirectUriRules.IsLoopback(one)
            && one.Host == other.Host
            && one.PathAndQuery == other.PathAndQuery
            && other.Fragment.Length == 0;
    }
}
