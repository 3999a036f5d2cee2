using System.Globalization;
using System.Text;

namespace EntraAppCmdlets.Reports;

/// <summary>The data of a report for other programs: a row for each app.</summary>
internal static class ReportFiles
{
    private static readonly (string Name, Func<AppInventoryItem, IReadOnlyList<AppHealthFinding>, object?> Value)[] Columns =
    [
        ("DisplayName", (item, _) => item.DisplayName),
        ("AppId", (item, _) => item.AppId),
        ("Kind", (item, _) => item.Kind),
        ("Enabled", (item, _) => item.Enabled),
        ("CreatedDateTime", (item, _) => item.CreatedDateTime),
        ("PublisherDomain", (item, _) => item.PublisherDomain),
        ("VerifiedPublisher", (item, _) => item.VerifiedPublisher),
        ("SignInAudience", (item, _) => item.SignInAudience),
        ("Owners", (item, _) => item.Owners is null ? null : string.Join("; ", item.Owners)),
        ("DaysLeft", (item, _) => item.DaysLeft),
        ("Credentials", (item, _) => string.Join("; ", item.AllCredentials)),
        ("Risk", (item, _) => item.Risk),
        ("GrantedPermissions", (item, _) => Permissions(item, permission => permission.IsGranted)),
        ("RequestedPermissions", (item, _) => Permissions(item, permission => permission.Requested == true)),
        ("AssignmentRequired", (item, _) => item.AssignmentRequired),
        ("AssignedUsers", (item, _) => item.AssignedUsers),
        ("AssignedGroups", (item, _) => item.AssignedGroups),
        ("RedirectUris", (item, _) => item.RedirectUris is null ? null : string.Join("; ", item.RedirectUris)),
        ("LastSignInDateTime", (item, _) => item.LastSignInDateTime),
        ("LastSignInState", (item, _) => item.LastSignInState),
        ("Findings", (_, findings) => string.Join("; ", findings.Select(finding => finding.RuleId).Distinct())),
    ];

    /// <summary>The apps as CSV, for spreadsheets.</summary>
    public static string Csv(IReadOnlyList<AppInventoryItem> items, IReadOnlyList<AppHealthFinding> findings)
    {
        var ofApp = findings.ToLookup(finding => (finding.TenantId, finding.AppId));
        // Spreadsheets need the mark to read names in other scripts.
        var text = new StringBuilder("\uFEFF").AppendJoin(',', Columns.Select(column => column.Name)).Append("\r\n");
        foreach (var item in items)
        {
            IReadOnlyList<AppHealthFinding> own = [.. ofApp[(item.TenantId, item.AppId)]];
            text.AppendJoin(',', Columns.Select(column => Field(column.Value(item, own)))).Append("\r\n");
        }

        return text.ToString();
    }

    private static string? Permissions(AppInventoryItem item, Func<AppInventoryPermission, bool> wanted) =>
        item.Permissions is null
            ? null
            : string.Join("; ", item.Permissions.Where(wanted).Select(permission => $"{permission} ({permission.Type})"));

    private static string Field(object? value)
    {
        var text = value switch
        {
            null => "",
            DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            string words => Harmless(words),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>A spreadsheet takes a text that begins so for a formula, and runs it.</summary>
    private static string Harmless(string text) =>
        text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
}
