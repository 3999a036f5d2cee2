using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Seeding;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>Finds the API that a token is asked for.</summary>
internal static class ResourceFinder
{
    /// <summary>The service principal that goes by that name: an appId or an identifier URI.</summary>
    public static Document Find(SignInContext context, string name)
    {
        // Served over HTTP, the sandbox is Graph at an address of its own: a client that uses that address asks for it by that name.
        var found =
            Named(context, name)
            ?? Named(context, name.TrimEnd('/'))
            ?? Named(context, name + "/")
            ?? (name.TrimEnd('/') == context.Origin ? Named(context, OtherTenantApps.MicrosoftGraph) : null)
            ?? throw SignInErrors.ResourceNotFound(name, context.Tenant.DisplayName);
        return found.Flag("accountEnabled") ? found : throw SignInErrors.ResourceDisabled(name);
    }

    /// <summary>Whether an API takes tokens of the second version; that is a setting of the API, not of the client.</summary>
    public static bool TakesV2(SignInContext context, Document resource) =>
        context.Store.Applications.Where("appId", resource.Text("appId"), context.Now).FirstOrDefault(DirectoryStore.IsAlive)
            is { } application
        && application.One("api")!["requestedAccessTokenVersion"] is 2;

    private static Document? Named(SignInContext context, string name) =>
        context.Store.ServicePrincipals.Where("servicePrincipalNames", name, context.Now).FirstOrDefault(DirectoryStore.IsAlive);
}
