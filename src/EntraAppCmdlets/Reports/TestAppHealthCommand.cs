using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EntraAppCmdlets.Reports;

namespace EntraAppCmdlets;

/// <summary>Examines the apps of the tenant, or those of an inventory, and writes a finding for each thing that a review should look at: why, and the
/// command that fixes it.</summary>
/// <remarks>
/// <para>Finds expired and expiring credentials, missing and disabled owners, control of the tenant, permissions that are granted without being requested and the
/// other way round, unsafe redirect URIs, apps that nobody uses, and more. docs/health.md explains each rule. Microsoft's own applications are not examined.</para>
/// <para>Without input it reads the tenant as Get-AppInventory does, and needs the same permissions. With the output of Get-AppInventory, from the pipeline or from
/// a file, it needs no connection.</para>
/// <para>A credential may live as long as the tenant's app management policy allows (which takes the permission Policy.Read.All), otherwise two years;
/// -MaxLifetimeInDays sets another limit.</para>
/// <para>Nothing is changed. If there are no findings, there is no output: -Verbose says so, and -Quiet writes True.</para>
/// </remarks>
/// <example>
/// <code>Test-AppHealth | Sort-Object Severity -Descending | Format-Table AppDisplayName, RuleId, Reason</code>
/// <para>Shows what a review should look at, the most severe first.</para>
/// </example>
/// <example>
/// <code>Test-AppHealth -Rule CredentialExpired, CredentialExpiring -ExpiringInDays 14 | Format-List AppDisplayName, Reason, Fix</code>
/// <para>Shows which credentials need attention, with the commands for that.</para>
/// </example>
/// <example>
/// <code>if (-not (Test-AppHealth -Severity Warning -ReportPath ./apps.sarif -Quiet)) { exit 1 }</code>
/// <para>Fails a job if there is a finding, and leaves a file that code scanning shows.</para>
/// </example>
/// <seealso cref="GetAppInventoryCommand"/>
/// <seealso cref="ExportAppReportCommand"/>
[Cmdlet(VerbsDiagnostic.Test, "AppHealth")]
[OutputType(typeof(AppHealthFinding), typeof(bool))]
[GraphPermission(
    When = "without input",
    Application = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"]
)]
[GraphPermission(When = "for the rule OwnerDisabled", Application = ["User.Read.All"], Delegated = ["User.Read.All"])]
[GraphPermission(
    When = "for the rule RedirectUriForeignDomain",
    Application = ["Organization.Read.All"],
    Delegated = ["Organization.Read.All"]
)]
[GraphPermission(
    When = "for the rule Unused",
    Application = ["AuditLog.Read.All"],
    Delegated = ["AuditLog.Read.All"],
    Roles = ["Reports Reader"]
)]
public sealed class TestAppHealthCommand : HealthCmdlet
{
    private readonly List<AppHealthFinding> _findings = [];
    private string? _file;
    private AppReportFormat _format;
    private int _found;
    private int _examined;

    /// <summary>Only these rules. Default: all.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(HealthRuleCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Rule { get; set; } = [];

    /// <summary>Only findings of this severity and above: Information, Warning, or Error.</summary>
    [Parameter]
    public AppHealthSeverity Severity { get; set; }

    /// <summary>Writes True if all apps were read and there are no findings, else False.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Writes the findings to this file too, as JUnit (.xml) or SARIF (.sarif). An existing file is replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReportPath { get; set; }

    /// <summary>The format of the file. Default: by its extension.</summary>
    [Parameter]
    public AppReportFormat Format { get; set; }

    private protected override string[] Chosen => Rule;

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        if (ReportPath is not null)
        {
            _file = GetUnresolvedProviderPathFromPSPath(ReportPath);
            _format = IsBound(nameof(Format)) ? Format : FindingsFile.FormatOf(_file);
            HealthErrors.Output.Check(_file, replace: true);
            HealthErrors.Output.TryFolder(_file);
        }

        return base.BeginAsync(cancellationToken);
    }

    private protected override bool NeedsSignIns => Check.Rules.Any(rule => rule.Id == HealthRules.Unused);

    private protected override bool NeedsDomains => Check.Rules.Any(rule => rule.Id == HealthRules.ForeignDomain);

    private protected override Task TakeAsync(AppInventoryItem item, CancellationToken cancellationToken)
    {
        _examined++;
        Write(Check.Examine(item));
        return Task.CompletedTask;
    }

    private protected override Task FinishAsync(CancellationToken cancellationToken)
    {
        Write(Check.Compare());
        if (_found == 0)
        {
            Log.Verbose($"{_examined} apps were examined: no findings.");
        }

        if (_file is not null)
        {
            HealthErrors.Output.Write(_file, new FindingsFile(Check.Rules, _findings, _examined).Text(_format), replace: true);
        }

        if (Quiet)
        {
            WriteObject(_found == 0 && IsComplete);
        }

        return Task.CompletedTask;
    }

    private void Write(IEnumerable<AppHealthFinding> findings)
    {
        foreach (var finding in findings.Where(finding => finding.Severity >= Severity))
        {
            _found++;
            if (_file is not null)
            {
                _findings.Add(finding);
            }

            if (!Quiet)
            {
                WriteObject(finding);
            }
        }
    }
}

/// <summary>The ids of the rules.</summary>
internal sealed class HealthRuleCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var word = CompletionWord.Unquote(wordToComplete);
        return
        [
            .. HealthRules
                .All.Where(rule => rule.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .Select(rule => new CompletionResult(rule.Id, rule.Id, CompletionResultType.ParameterValue, rule.Title)),
        ];
    }
}
