namespace EntraAppCmdlets.Guides;

/// <summary>The settings of one app in a text or file that may hold those of several.</summary>
/// <param name="Vendor">The vendor.</param>
/// <param name="DisplayName">The app's name.</param>
/// <param name="AppId">The application (client) ID; empty while the app is planned.</param>
/// <param name="Settings">The settings.</param>
internal sealed record SettingSection(string Vendor, string DisplayName, Guid AppId, IReadOnlyList<VendorAppSetting> Settings)
{
    /// <summary>Whether both are about the same app and vendor; a planned app has no id yet.</summary>
    public bool IsSameAs(SettingSection other) =>
        Vendor == other.Vendor
        && (AppId == Guid.Empty || other.AppId == Guid.Empty ? DisplayName == other.DisplayName : AppId == other.AppId);

    /// <summary>The first name that a reader of the format could not tell apart; null if both fit into one file.</summary>
    public string? CollidesWith(SettingSection other, AppSettingFormat format) =>
        format switch
        {
            // JSON has an object for each app.
            AppSettingFormat.Json => null,
            AppSettingFormat.Env => Settings
                .Select(setting => setting.Key)
                .Intersect(other.Settings.Select(setting => setting.Key), StringComparer.Ordinal)
                .FirstOrDefault(),
            _ => Settings
                .Select(setting => setting.Name)
                .Intersect(other.Settings.Select(setting => setting.Name), StringComparer.OrdinalIgnoreCase)
                .FirstOrDefault(),
        };

    /// <summary>As a comment names it.</summary>
    public override string ToString() => $"{Vendor}: {DisplayName}".ReplaceLineEndings(" ");

    /// <summary>A name for each of several: the vendor, or the app where a vendor has several.</summary>
    public static IReadOnlyList<string> NamesOf(IReadOnlyList<SettingSection> sections)
    {
        Func<SettingSection, string>[] ways =
        [
            section => section.Vendor,
            section => section.DisplayName,
            section => $"{section.Vendor} {section.AppId}",
        ];
        return ways.Select(way => sections.Select(way).ToList())
            .First(names => names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Count);
    }
}
