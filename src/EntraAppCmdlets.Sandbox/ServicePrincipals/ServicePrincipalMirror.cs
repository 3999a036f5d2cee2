using EntraAppCmdlets.Sandbox.Applications;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.ServicePrincipals;

/// <summary>What a service principal takes over from its application, on creation and with each change of it.</summary>
internal static class ServicePrincipalMirror
{
    public static Document Of(Document application, Document principal)
    {
        // Who has given the service principal a name of its own keeps it.
        var named = principal.Text("displayName") is { } name && name != principal.Text("appDisplayName");
        return principal.With(
            ("appDisplayName", application.Text("displayName")),
            ("displayName", named ? principal.Text("displayName") : application.Text("displayName")),
            ("appDescription", application.Text("description")),
            ("servicePrincipalNames", (object[])[application.Text("appId")!, .. application.Texts("identifierUris")]),
            ("signInAudience", application.Text("signInAudience")),
            ("appRoles", application["appRoles"]),
            ("oauth2PermissionScopes", application.One("api")!["oauth2PermissionScopes"]),
            ("replyUrls", RedirectUriRules.Of(application).Select(each => (object)each.Uri).ToArray()),
            ("homepage", application.One("web")!.Text("homePageUrl")),
            ("logoutUrl", application.One("web")!.Text("logoutUrl")),
            ("info", application["info"]),
            ("verifiedPublisher", application["verifiedPublisher"])
        );
    }
}
