using System.Management.Automation;
using EntraAppCmdlets.Aspects.Assignments;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>Gets the assignments of an app: users, groups and service principals with their roles.</summary>
/// <remarks><para>The app's AssignmentRequired property shows whether assignment is required.</para></remarks>
/// <example>
/// <code>Get-AppAssignment Sekoia.io</code>
/// <para>Lists the assignments of an app.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AppAssignment")]
[OutputType(typeof(AppAssignment))]
[GraphPermission(Application = ["Application.Read.All"], Delegated = ["Application.Read.All"])]
public sealed class GetAppAssignmentCommand : AppReadCmdlet
{
    private protected override bool NeedsApplication => false;

    private protected override async Task<IEnumerable<object>> ReadAsync(
        CommandContext work,
        AppRegistration app,
        CancellationToken cancellationToken
    ) => await new AssignmentService(work).GetAsync(app, cancellationToken);
}
