using System.Collections;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>A live app as a template. Written by <c>Export-VendorAppTemplate</c>.</summary>
public sealed class VendorAppTemplateExport
{
    /// <summary>How commands name the template.</summary>
    public required string Vendor { get; init; }

    /// <summary>The name that people see of the app.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The application (client) ID of the app.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The tenant (directory) ID of the app.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The file of the template; null where none was written.</summary>
    public string? Path { get; init; }

    /// <summary>The parameters of the template with their values for the app as it is: an app that is installed with them is equal.</summary>
    public required IDictionary Parameters { get; init; }

    /// <summary>What the app has and the template doesn't say.</summary>
    public required IReadOnlyList<AppCaptureGap> NotCaptured
    {
        get;
        init => field = IndexableList.Of(value);
    }

    /// <summary>The command that installs an equal app.</summary>
    public required string InstallCommand { get; init; }

    /// <summary>The text of the template.</summary>
    public required string Json { get; init; }

    /// <summary>The template and the app.</summary>
    public override string ToString() => $"{Vendor}: {DisplayName} ({AppId})";
}
