using System.Management.Automation;
using EntraAppCmdlets.Aspects.Claims;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>Sets which groups of a user the tokens for an app contain, and in which form.</summary>
/// <remarks>
/// <para>The groups are in the claim groups, directory roles in the claim wids. What you don't specify stays as it is: with -Group alone the form
/// of the groups stays, with -Format or -AsRole alone the choice of groups.</para>
/// <para>A token contains at most 200 groups, a SAML token 150. A user with more gets a link to the groups instead. For large organizations,
/// Microsoft recommends ApplicationGroup: only groups that are assigned to the app, without nested ones.</para>
/// <para>A form applies to the tokens that -Token names, by default to all three. Only groups that are synchronized from Active Directory have a
/// sAMAccountName. CloudDisplayName is for groups that were created in Microsoft Entra and are assigned to the app.</para>
/// <para>Contradictory values are an error, and nothing is sent: None or All with other values, or a form of groups that no token contains.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration Dashboard | Set-AppGroupClaim SecurityGroup</code>
/// <para>Tokens contain the object IDs of the user's security groups.</para>
/// </example>
/// <example>
/// <code>Set-AppGroupClaim ApplicationGroup -App Dashboard -Format CloudDisplayName -Token IdToken, AccessToken</code>
/// <para>ID tokens and access tokens contain the names of the groups that are assigned to the app.</para>
/// </example>
/// <example>
/// <code>$app | Set-AppGroupClaim SecurityGroup, DirectoryRole -Token Saml2Token -Format DnsDomainAndSamAccountName -AsRole</code>
/// <para>Tokens contain security groups and directory roles; a SAML token names the groups as contoso.com\Sales, in the claim roles.</para>
/// </example>
/// <seealso cref="AddAppOptionalClaimCommand"/>
/// <seealso cref="TestAppUserProfileCommand"/>
[Cmdlet(VerbsCommon.Set, "AppGroupClaim", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class SetAppGroupClaimCommand : AppChangeCmdlet
{
    private GroupClaimRequest _request = new();

    /// <summary>Which groups: SecurityGroup, DirectoryRole, ApplicationGroup, several of them, or All or None alone. Default: those that are
    /// set.</summary>
    [Parameter(Position = 0)]
    [Alias("GroupMembershipClaims")]
    [ValidateNotNullOrEmpty]
    public AppGroupClaim[]? Group { get; set; }

    /// <summary>How a token names a group. Default: the form that is set, which is the object ID in a new app.</summary>
    [Parameter]
    public AppGroupFormat? Format { get; set; }

    /// <summary>The tokens that -Format and -AsRole are for. Default: all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public AppTokenType[] Token { get; set; } = [];

    /// <summary>Puts the groups into the claim roles. App roles are not in it then. -AsRole:$false puts them into the claim groups again.</summary>
    [Parameter]
    public SwitchParameter AsRole { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        _request = new GroupClaimRequest
        {
            Groups = GroupClaimRequest.Combine(Group),
            Format = Format,
            AsRole = Given(AsRole, nameof(AsRole)),
            Tokens = [.. Token.Distinct()],
        };
        _request.Check();
        return base.BeginAsync(cancellationToken);
    }

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new ClaimService(Work()).PlanGroupsAsync(app, _request, cancellationToken);
}
