using System.Management.Automation;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>Checks whether the sign-in has the permissions and directory roles that commands need, what is missing, and how to get it.</summary>
/// <remarks>
/// <para>It reads the connection's access token and sends no request to Microsoft Graph. A broader permission includes a narrower one. If a command
/// needs a permission only under a condition, the output shows the condition: a command that lacks only such permissions is partly ready.</para>
/// <para>A directory role counts for a user only. App owners and custom roles may be sufficient; this can't be determined from the token.</para>
/// </remarks>
/// <example>
/// <code>Test-AppTenantPermission Grant-AppAdminConsent | Format-List</code>
/// <para>Says whether the sign-in can grant consent, and the command or the request to an administrator that leads there.</para>
/// </example>
/// <example>
/// <code>Test-AppTenantPermission</code>
/// <para>Shows what of the module this sign-in can use.</para>
/// </example>
/// <example>
/// <code>Get-Command -Module EntraAppCmdlets -Noun AppOwner, AppAssignment | Test-AppTenantPermission</code>
/// <para>Tests the commands for owners and assignments.</para>
/// </example>
/// <example>
/// <code>if (-not (Test-AppTenantPermission New-AppClientSecret, Get-AppCredential -Quiet)) { throw 'This runbook needs more permissions.' }</code>
/// <para>Ends a runbook before its first step if it lacks anything that it would need later.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "AppTenantPermission")]
[OutputType(typeof(AppTenantPermission), typeof(bool))]
public sealed class TestAppTenantPermissionCommand : ConnectedCmdlet
{
    private AppTenant _tenant = null!;
    private bool _allReady = true;
    private AppCommandReference? _current;

    /// <summary>The commands: names, patterns with * and ?, or what Get-Command writes. Without it, all commands of this module.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(OwnCommandCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public AppCommandReference[] Command { get; set; } = [new("*")];

    /// <summary>Writes one Boolean for all: True if they lack nothing, else False.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override object? CurrentInput => _current?.Name;

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        await base.BeginAsync(cancellationToken);
        // The token of now: it may hold more than the one of the sign-in.
        Connection.Info = _tenant = await new TenantService(Work()).ReadTokenAsync(Connection.Info, cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var reference in Command)
        {
            _current = reference;
            try
            {
                foreach (var name in reference.Find())
                {
                    Test(name);
                }
            }
            catch (AppException exception)
            {
                _allReady = false;
                WriteInputError(exception);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken)
    {
        if (Quiet)
        {
            WriteObject(_allReady);
        }

        return Task.CompletedTask;
    }

    private void Test(string name)
    {
        var found = RightsCheck.Of(name, CommandNeeds.Of(CommandNeeds.Commands[name]), _tenant);
        _allReady &= found.Readiness == AppReadiness.Ready;
        if (!Quiet)
        {
            WriteObject(found);
        }
    }
}
