using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Applications;

/// <summary>What the directory demands of an application before it keeps it.</summary>
internal static class ApplicationRules
{
    private const int MaximumName = 120;
    private const int MaximumResources = 50;
    private const int MaximumPermissions = 400;
    private const int MaximumEntries = 1200;

    public static IReadOnlyList<string> Audiences { get; } =
    ["AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"];

    private static readonly string[] GroupClaims = ["None", "SecurityGroup", "DirectoryRole", "ApplicationGroup", "All"];

    /// <summary>Refuses a state of an application that the directory would not keep.</summary>
    /// <param name="context">The request.</param>
    /// <param name="before">The application as it was; null for a new one.</param>
    /// <param name="shown">The application as a replica shows it: scopes just made can't be referred to yet. Null for a new one.</param>
    /// <param name="after">The application as it would be.</param>
    public static void Check(GraphContext context, Document? before, Document? shown, Document after)
    {
        var name = after.Text("displayName");
        if (string.IsNullOrWhiteSpace(name))
        {
            throw GraphErrors.InvalidValue("displayName", after.Type);
        }

        if (name.Length > MaximumName)
        {
            throw GraphErrors.TooLong("displayName", after.Type, MaximumName);
        }

        if (!Audiences.Contains(after.Text("signInAudience")))
        {
            throw GraphErrors.InvalidValue("signInAudience", after.Type);
        }

        var version = after.One("api")!["requestedAccessTokenVersion"];
        if (version is not (null or 1 or 2) || (AllowsPersonalAccounts(after) && version is not 2))
        {
            throw GraphErrors.Refused(
                "Property api.requestedAccessTokenVersion is invalid.",
                new ErrorDetail("InvalidValue", "Property api.requestedAccessTokenVersion is invalid.", "api.requestedAccessTokenVersion")
            );
        }

        if (
            after.Text("groupMembershipClaims") is { } claims
            && claims.Split(',', StringSplitOptions.TrimEntries).Any(each => !GroupClaims.Contains(each))
        )
        {
            throw GraphErrors.InvalidValue("groupMembershipClaims", after.Type);
        }

        CheckUniqueName(context, before, after);
        RedirectUriRules.Check(after);
        IdentifierUriRules.Check(context, before, after);
        CheckRequiredAccess(after);
        EntitlementRules.Check(before, shown, after);
        var entries = Entries(after);
        if (entries > MaximumEntries)
        {
            throw GraphErrors.SizeExceeded("manifest", entries, MaximumEntries);
        }
    }

    public static bool AllowsPersonalAccounts(Document application) =>
        application.Text("signInAudience")!.Contains("Personal", StringComparison.Ordinal);

    private static void CheckUniqueName(GraphContext context, Document? before, Document after)
    {
        if (before is null && after.Text("uniqueName") is { } name && context.Store.Applications.Where("uniqueName", name).Any())
        {
            // A soft-deleted application still holds its name.
            throw GraphErrors.AlreadyExists("uniqueName");
        }
    }

    private static void CheckRequiredAccess(Document application)
    {
        var resources = application.Many("requiredResourceAccess").ToList();
        if (resources.Count > MaximumResources)
        {
            throw GraphErrors.SizeExceeded("requiredResourceAccess", resources.Count, MaximumResources);
        }

        var permissions = resources.Sum(resource => resource.Many("resourceAccess").Count());
        if (permissions > MaximumPermissions)
        {
            throw GraphErrors.SizeExceeded("requiredResourceAccess", permissions, MaximumPermissions);
        }

        if (
            resources.DistinctBy(resource => resource.Text("resourceAppId"), StringComparer.OrdinalIgnoreCase).Count() < resources.Count
            || resources.Any(resource =>
                resource.Many("resourceAccess").GroupBy(access => (access.Text("id"), access.Text("type"))).Any(same => same.Count() > 1)
            )
        )
        {
            throw GraphErrors.Refused("Request contains a property with duplicate values.");
        }

        if (
            resources.Any(resource =>
                !Guid.TryParse(resource.Text("resourceAppId"), out _)
                || !resource.Many("resourceAccess").Any()
                || resource.Many("resourceAccess").Any(access => access.Text("type") is not ("Scope" or "Role"))
            )
        )
        {
            throw GraphErrors.InvalidValue("requiredResourceAccess", application.Type);
        }
    }

    private static int Entries(Document application) =>
        RedirectUriRules.Of(application).Count()
        + application.Texts("identifierUris").Count()
        + application.Many("appRoles").Count()
        + application.One("api")!.Many("oauth2PermissionScopes").Count()
        + application.One("api")!.Many("preAuthorizedApplications").Count()
        + application.Many("requiredResourceAccess").Sum(resource => 1 + resource.Many("resourceAccess").Count())
        + application.Many("keyCredentials").Count()
        + application.Many("passwordCredentials").Count()
        + application.Texts("tags").Count();
}
