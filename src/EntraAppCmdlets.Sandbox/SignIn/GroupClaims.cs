using System.Text.Json;
using EntraAppCmdlets.Sandbox.Consent;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>The groups of a user in a token, as the application's registration asks for them.</summary>
internal static class GroupClaims
{
    /// <summary>With more groups than that a token carries the address where they are instead.</summary>
    private const int MaximumGroups = 200;

    /// <param name="json">The claims.</param>
    /// <param name="context">The sign-in.</param>
    /// <param name="application">The registration; null where it is in another tenant.</param>
    /// <param name="principal">Its service principal.</param>
    /// <param name="user">The user.</param>
    /// <param name="options">What the optional claim "groups" says besides.</param>
    /// <returns>The names that are to be in the claim "roles" instead.</returns>
    public static IReadOnlyList<string> Write(
        Utf8JsonWriter json,
        SignInContext context,
        Document? application,
        Document principal,
        Document user,
        IReadOnlyCollection<string> options
    )
    {
        var wanted = application?.Text("groupMembershipClaims")?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        if (!wanted.Any(each => each is "All" or "SecurityGroup" or "ApplicationGroup"))
        {
            return [];
        }

        var assigned = AssignmentOperations
            .Of(context.Store, "resourceId", principal.Id, context.Now)
            .Select(each => each.Text("principalId")!)
            .ToHashSet(StringComparer.Ordinal);
        var groups = Navigation
            .Transitive(user, each => context.Store.LinkedFrom("members", each.Id, context.Now))
            .Where(group =>
                wanted.Contains("ApplicationGroup") ? assigned.Contains(group.Id) : wanted.Contains("All") || group.Flag("securityEnabled")
            )
            .ToList();
        // Only groups of the cloud have no name of an on-premises directory: these keep their ids unless the display name is asked for.
        var names = groups.ConvertAll(group =>
            options.Contains("cloud_displayname") ? group.Text("displayName")! : OnPremisesName(group, options) ?? group.Id
        );
        if (names.Count > MaximumGroups)
        {
            json.WriteStartObject("_claim_names");
            json.WriteString("groups", "src1");
            json.WriteEndObject();
            json.WriteStartObject("_claim_sources");
            json.WriteStartObject("src1");
            json.WriteString("endpoint", $"https://graph.windows.net/{context.Tenant.TenantId}/users/{user.Id}/getMemberObjects");
            json.WriteEndObject();
            json.WriteEndObject();
            return [];
        }

        if (options.Contains("emit_as_roles"))
        {
            return names;
        }

        TokenFactory.WriteStrings(json, "groups", names);
        return [];
    }

    private static string? OnPremisesName(Document group, IReadOnlyCollection<string> options) =>
        group.Text("onPremisesSamAccountName") is not { } name ? null
        : options.Contains("netbios_domain_and_sam_account_name") ? $"{group.Text("onPremisesNetBiosName")}\\{name}"
        : options.Contains("dns_domain_and_sam_account_name") ? $"{group.Text("onPremisesDomainName")}\\{name}"
        : options.Contains("sam_account_name") ? name
        : null;
}
