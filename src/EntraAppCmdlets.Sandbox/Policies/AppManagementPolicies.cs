using System.Xml;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Policies;

/// <summary>What app management policies demand of credentials: that of the tenant, and those that are assigned to an application.</summary>
internal static class AppManagementPolicies
{
    /// <summary>The kind of link that assigns a policy.</summary>
    public const string Kind = "appManagementPolicies";

    public const string DefaultPolicyId = "00000000-0000-0000-0000-000000000000";

    private const string PasswordAddition = "passwordAddition";
    private const string PasswordLifetime = "passwordLifetime";
    private const string KeyLifetime = "asymmetricKeyLifetime";

    private static readonly DateTimeOffset FromTheBeginning = new(2014, 10, 19, 10, 37, 0, TimeSpan.Zero);

    /// <summary>The policies that are assigned to an object.</summary>
    public static IEnumerable<Document> Of(DirectoryStore store, Document holder, DateTimeOffset? at) =>
        store
            .Links.Where("source", holder.Id, at)
            .Where(link => link.Text("kind") == Kind)
            .Select(link => store.AppManagementPolicies.Find(link.Text("target")!, at))
            .OfType<Document>();

    /// <summary>The policy of the whole tenant: what a request has made of it, else what the settings say.</summary>
    public static Document OfTenant(DirectoryStore store, SandboxSettings settings) =>
        store.TenantPolicies.Find(DefaultPolicyId) ?? FromSettings(settings);

    /// <summary>Refuses a client secret that a policy does not allow.</summary>
    public static void CheckPassword(GraphContext context, Document holder, DateTimeOffset start, DateTimeOffset end)
    {
        if (Find(context, holder, "passwordCredentials", PasswordAddition) is { } addition)
        {
            var message = $"Credential type not allowed as per assigned policy '{addition.PolicyId}'.";
            throw new GraphException(
                400,
                "CredentialTypeNotAllowedAsPerAppPolicy",
                message,
                new ErrorDetail("CredentialTypeNotAllowed", message, "PasswordCredentials")
            );
        }

        CheckLifetime(Find(context, holder, "passwordCredentials", PasswordLifetime), start, end);
    }

    /// <summary>Refuses a certificate that a policy does not allow.</summary>
    public static void CheckKey(GraphContext context, Document holder, DateTimeOffset start, DateTimeOffset end) =>
        CheckLifetime(Find(context, holder, "keyCredentials", KeyLifetime), start, end);

    /// <summary>Refuses restrictions that nobody could hold anybody to.</summary>
    public static void CheckRestrictions(Document restrictions, StructuredType policy)
    {
        if (
            restrictions.Type.Find("identifierUris") is not null && restrictions["identifierUris"] is not null
            || restrictions.Type.Find("applicationRestrictions") is not null
                && restrictions.One("applicationRestrictions")?["identifierUris"] is not null
        )
        {
            throw GraphErrors.Refused("Restrictions of identifier URIs are not supported by this tenant.");
        }

        foreach (var each in restrictions.Many("passwordCredentials").Concat(restrictions.Many("keyCredentials")))
        {
            var type = each.Text("restrictionType");
            var known =
                each.Type == restrictions.Type["keyCredentials"].ComplexType
                    ? type == KeyLifetime
                    : type
                        is PasswordAddition
                            or PasswordLifetime
                            or "customPasswordAddition"
                            or "symmetricKeyAddition"
                            or "symmetricKeyLifetime";
            if (!known || each.Text("state") is not ("enabled" or "disabled") || each["excludeActors"] is not null)
            {
                throw GraphErrors.InvalidValue(type ?? "restrictionType", policy);
            }

            if (
                type!.EndsWith("Lifetime", StringComparison.Ordinal) != each.Text("maxLifetime") is not null
                || (each.Text("maxLifetime") is { } text && Duration(text) is null)
            )
            {
                throw GraphErrors.InvalidValue("maxLifetime", policy);
            }
        }
    }

    private static Document FromSettings(SandboxSettings settings)
    {
        var empty = Types.TenantAppManagementPolicy.Empty.With(
            ("id", DefaultPolicyId),
            ("displayName", "Default app management tenant policy"),
            ("isEnabled", settings.MaxSecretLifetime is not null),
            (
                "description",
                "Default tenant policy that enforces app management restrictions on applications and service principals. To apply policy to targeted resources, create a new policy under appManagementPolicies collection."
            )
        );
        if (settings.MaxSecretLifetime is not { } longest)
        {
            return empty;
        }

        Document Restricted(string name)
        {
            var restrictions = empty.One(name)!;
            return restrictions.With(
                (
                    "passwordCredentials",
                    (object[])
                        [
                            restrictions
                                .Type["passwordCredentials"]
                                .ComplexType!.Empty.With(
                                    ("restrictionType", PasswordLifetime),
                                    ("maxLifetime", XmlConvert.ToString(longest)),
                                    ("restrictForAppsCreatedAfterDateTime", FromTheBeginning)
                                ),
                        ]
                )
            );
        }

        return empty.With(
            ("applicationRestrictions", Restricted("applicationRestrictions")),
            ("servicePrincipalRestrictions", Restricted("servicePrincipalRestrictions"))
        );
    }

    /// <summary>The restriction of that type that counts for an object: the policy that is assigned to it comes before that of the tenant.</summary>
    private static Restriction? Find(GraphContext context, Document holder, string collection, string type)
    {
        foreach (var policy in Of(context.Store, holder, at: null).Where(policy => policy.Flag("isEnabled")))
        {
            if (policy.One("restrictions")!.Many(collection).FirstOrDefault(each => each.Text("restrictionType") == type) is { } assigned)
            {
                return Counts(assigned, holder) ? new Restriction(policy.Id, assigned) : null;
            }
        }

        var tenant = OfTenant(context.Store, context.Settings);
        var restrictions = tenant.One(holder.Type == Types.Application ? "applicationRestrictions" : "servicePrincipalRestrictions")!;
        return
            tenant.Flag("isEnabled")
            && restrictions.Many(collection).FirstOrDefault(each => each.Text("restrictionType") == type) is { } found
            && Counts(found, holder)
            ? new Restriction(tenant.Id, found)
            : null;
    }

    private static bool Counts(Document restriction, Document holder) =>
        restriction.Text("state") == "enabled"
        && !(
            restriction.Instant("restrictForAppsCreatedAfterDateTime") is { } after
            && holder.Instant("createdDateTime") is { } created
            && created < after
        );

    private static void CheckLifetime(Restriction? restriction, DateTimeOffset start, DateTimeOffset end)
    {
        if (restriction is { } found && Duration(found.Document.Text("maxLifetime")!) is { } longest && end - start > longest)
        {
            var message = $"Credential lifetime exceeds the max value allowed as per assigned policy '{found.PolicyId}'.";
            throw new GraphException(
                400,
                "CredentialInvalidLifetimeAsPerAppPolicy",
                message,
                new ErrorDetail("InvalidKeyEndDate", message, "EndDate")
            );
        }
    }

    private static TimeSpan? Duration(string text)
    {
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    private sealed record Restriction(string PolicyId, Document Document);
}
