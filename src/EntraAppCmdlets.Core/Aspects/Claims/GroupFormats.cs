namespace EntraAppCmdlets.Aspects.Claims;

/// <summary>The form of the groups in a token, and the additional properties of the claim <c>groups</c> that stand for it.</summary>
internal static class GroupFormats
{
    /// <summary>Puts the groups into the claim <c>roles</c>.</summary>
    public const string AsRoles = "emit_as_roles";

    private static readonly Dictionary<AppGroupFormat, string> Names = new()
    {
        [AppGroupFormat.SamAccountName] = "sam_account_name",
        [AppGroupFormat.DnsDomainAndSamAccountName] = "dns_domain_and_sam_account_name",
        [AppGroupFormat.NetBiosDomainAndSamAccountName] = "netbios_domain_and_sam_account_name",
        [AppGroupFormat.CloudDisplayName] = "cloud_displayname",
    };

    /// <summary>All forms that the service knows; of the security identifier it is only known that a chosen form takes its place.</summary>
    private static readonly string[] Forms = [.. Names.Values, "on_premise_security_identifier"];

    /// <summary>All additional properties of the claim.</summary>
    public static IReadOnlyList<string> Properties { get; } = [.. Forms, AsRoles, "max_size_limit"];

    /// <summary>Whether only groups that are synchronized from Active Directory have it.</summary>
    public static bool IsSyncedOnly(AppGroupFormat format) => format is not (AppGroupFormat.ObjectId or AppGroupFormat.CloudDisplayName);

    /// <summary>The additional properties once a form, or whether groups are roles, is chosen; null leaves that as it is.</summary>
    public static IReadOnlyList<string> Choose(IReadOnlyList<string> properties, AppGroupFormat? format, bool? asRole)
    {
        var chosen = properties
            .Where(property => !(format is not null && Forms.Contains(property)) && !(asRole is not null && property == AsRoles))
            .ToList();
        if (format is { } form && Names.TryGetValue(form, out var name))
        {
            chosen.Add(name);
        }

        if (asRole == true)
        {
            chosen.Add(AsRoles);
        }

        return chosen;
    }
}
