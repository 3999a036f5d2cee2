using EntraAppCmdlets.Sandbox.Birth;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>The application that asks for a token: registered here, or in another tenant and present by its service principal.</summary>
/// <param name="AppId">Its id.</param>
/// <param name="Application">Its registration; null where that is in another tenant.</param>
/// <param name="Foreign">What is known of an application of another tenant.</param>
/// <param name="Principal">Its service principal here.</param>
internal sealed record SignInClient(string AppId, Document? Application, ForeignApplication? Foreign, Document Principal)
{
    public string Name => Principal.Text("displayName")!;

    public static SignInClient Find(SignInContext context, string clientId)
    {
        var store = context.Store;
        var application = store.Applications.Where("appId", clientId, context.Now).FirstOrDefault(DirectoryStore.IsAlive);
        var principal = store.ServicePrincipals.Where("appId", clientId, context.Now).FirstOrDefault(DirectoryStore.IsAlive);
        var foreign = context.Tenant.ForeignApplications.GetValueOrDefault(clientId);
        if (application is null && (foreign is null || principal is null))
        {
            throw SignInErrors.AppNotFound(clientId, context.Tenant.DisplayName);
        }

        return principal is null ? throw SignInErrors.NoPrincipal(clientId, context.Tenant.TenantId)
            : !principal.Flag("accountEnabled") ? throw SignInErrors.AppDisabled(clientId, principal.Text("displayName")!)
            : new SignInClient(principal.Text("appId")!, application, foreign, principal);
    }
}
