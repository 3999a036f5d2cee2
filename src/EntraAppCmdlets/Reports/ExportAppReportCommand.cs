using System.Management.Automation;
using EntraAppCmdlets.Reports;

namespace EntraAppCmdlets;

/// <summary>Writes a report of the tenant's apps, or of those of an inventory, as one HTML file that can be mailed: figures, charts, findings with their
/// fixes, and a part for each app.</summary>
/// <remarks>
/// <para>The file needs no network and no other file. Its tables can be sorted, filtered and printed; it follows the light or dark setting of the reader. It contains no
/// secret, but it says where the tenant is weak: only its owner can read the file, and you decide who gets it.</para>
/// <para>Without input the command reads the tenant as Get-AppInventory does, and needs the same permissions. With the output of Get-AppInventory it needs no
/// connection. An existing file is replaced only with -Force.</para>
/// <para>-Csv and -Json write the same data beside the report, under the same name with another extension: CSV with a row for each app, JSON with all that the
/// inventory and the findings have.</para>
/// </remarks>
/// <example>
/// <code>Export-AppReport ./apps.html</code>
/// <para>Reads the tenant and writes the report.</para>
/// </example>
/// <example>
/// <code>Get-AppInventory | Where-Object Kind -eq Registration | Export-AppReport ./registrations.html -Csv -Force</code>
/// <para>Writes a report of the registrations alone, and a file for a spreadsheet, over those of the last time.</para>
/// </example>
/// <seealso cref="GetAppInventoryCommand"/>
/// <seealso cref="TestAppHealthCommand"/>
[Cmdlet(VerbsData.Export, "AppReport", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(FileInfo))]
[GraphPermission(
    When = "without input",
    Application = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"]
)]
[GraphPermission(When = "for the names of owners", Application = ["User.Read.All"], Delegated = ["User.Read.All"])]
[GraphPermission(When = "for verified domains", Application = ["Organization.Read.All"], Delegated = ["Organization.Read.All"])]
[GraphPermission(
    When = "for last sign-ins",
    Application = ["AuditLog.Read.All"],
    Delegated = ["AuditLog.Read.All"],
    Roles = ["Reports Reader"]
)]
public sealed class ExportAppReportCommand : HealthCmdlet
{
    private readonly List<AppInventoryItem> _items = [];
    private readonly List<AppHealthFinding> _findings = [];
    private readonly List<(string Path, Func<string, string> Text)> _files = [];

    /// <summary>The HTML file to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("OutFile")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The heading, instead of the tenant's name.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>Writes a CSV file beside the report too.</summary>
    [Parameter]
    public SwitchParameter Csv { get; set; }

    /// <summary>Writes a JSON file beside the report too.</summary>
    [Parameter]
    public SwitchParameter Json { get; set; }

    /// <summary>Replaces existing files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override object? CurrentInput => base.CurrentInput ?? Path;

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        var path = GetUnresolvedProviderPathFromPSPath(Path);
        _files.Add((path, tenant => new AppReport(tenant, _items, _findings, Check.Rules, Limits).Html()));
        if (Csv)
        {
            _files.Add((System.IO.Path.ChangeExtension(path, ".csv"), _ => ReportFiles.Csv(_items, _findings)));
        }

        if (Json)
        {
            _files.Add(
                (
                    System.IO.Path.ChangeExtension(path, ".json"),
                    tenant => ReportJson.Text(new ReportContent(tenant, Limits.Now, _items, _findings))
                )
            );
        }

        if (_files.DistinctBy(file => file.Path).Count() < _files.Count)
        {
            throw HealthErrors.ReportFileUnwritable(path, "its name is that of a file beside it.", "Use a name that ends in .html.", null);
        }

        foreach (var (file, _) in _files)
        {
            HealthErrors.Output.Check(file, Force);
        }

        HealthErrors.Output.TryFolder(path);
        await base.BeginAsync(cancellationToken);
    }

    private protected override Task TakeAsync(AppInventoryItem item, CancellationToken cancellationToken)
    {
        _items.Add(item);
        _findings.AddRange(Check.Examine(item));
        return Task.CompletedTask;
    }

    private protected override Task FinishAsync(CancellationToken cancellationToken)
    {
        _findings.AddRange(Check.Compare());
        var tenant =
            Title
            ?? (ReadsTenant ? Connection.Info.DisplayName ?? Connection.Info.DefaultDomain : null)
            ?? _items.FirstOrDefault()?.TenantId.ToString()
            ?? "no tenant";
        foreach (var (path, text) in _files)
        {
            if (
                Confirmed(
                    path,
                    [
                        $"write the report of {_items.Count} app{(_items.Count == 1 ? "" : "s")}{(File.Exists(path) ? ", over the file that is there" : "")}",
                    ],
                    out _
                )
            )
            {
                HealthErrors.Output.Write(path, text(tenant), Force);
                // As Get-Item gives it, which has what the views of PowerShell show of a file.
                WriteObject(
                    InvokeProvider.Item.Get([$"Microsoft.PowerShell.Core\\FileSystem::{path}"], force: true, literalPath: true),
                    enumerateCollection: true
                );
            }
        }

        return Task.CompletedTask;
    }
}
