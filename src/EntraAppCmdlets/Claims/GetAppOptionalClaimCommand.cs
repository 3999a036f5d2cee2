using System.Management.Automation;
using EntraAppCmdlets.Aspects.Claims;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>Gets the optional claims in the tokens for an app.</summary>
/// <remarks><para>The claim groups says in which form a token contains groups; which groups, the property GroupMembershipClaims of the app says.</para></remarks>
/// <example>
/// <code>Get-AppOptionalClaim Dashboard</code>
/// <para>Lists the claims with the tokens that contain them.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AppOptionalClaim")]
[OutputType(typeof(AppOptionalClaim))]
[GraphPermission(Application = ["Application.Read.All"], Delegated = ["Application.Read.All"])]
public sealed class GetAppOptionalClaimCommand : AppReadCmdlet
{
    private protected override bool TakesPlanned => true;

    private protected override async Task<IEnumerable<object>> ReadAsync(
        CommandContext work,
        AppRegistration app,
        CancellationToken cancellationToken
    ) => await new ClaimService(work).GetAsync(app, cancellationToken);
}
