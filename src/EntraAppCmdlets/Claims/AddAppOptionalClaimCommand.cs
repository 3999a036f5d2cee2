using System.Management.Automation;
using EntraAppCmdlets.Aspects.Claims;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>Adds optional claims to the tokens for an app.</summary>
/// <remarks>
/// <para>ID tokens contain the optional claims that the app itself asks for; access tokens those that the API asks for, whichever client gets the token.</para>
/// <para>If the app has the claim, only the values you specify change, and additional properties are added. A name that Microsoft Entra doesn't know is an error with
/// the closest matches, and nothing is sent.</para>
/// <para>Never decide what a user may do by the claims email or upn: their values can change. Which groups a token contains is set with Set-AppGroupClaim.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration Dashboard | Add-AppOptionalClaim email, family_name, given_name -Token IdToken</code>
/// <para>Adds three claims to ID tokens.</para>
/// </example>
/// <example>
/// <code>Add-AppOptionalClaim upn -App Dashboard -Token IdToken, AccessToken -AdditionalProperty include_externally_authenticated_upn</code>
/// <para>Adds the sign-in name; that of a guest as this tenant stores it.</para>
/// </example>
/// <example>
/// <code>$app | Add-AppOptionalClaim extension_ab603c56068041afb2f6832e2a17e237_skypeId -Source user -Token IdToken</code>
/// <para>Adds a directory extension.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "AppOptionalClaim", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class AddAppOptionalClaimCommand : AppChangeCmdlet
{
    private IReadOnlyList<OptionalClaimRequest> _requests = [];

    /// <summary>The names of the claims, such as email or upn; with -Source, the names of directory extensions.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(OptionalClaimCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The tokens that shall contain them.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public AppTokenType[] Token { get; set; } = [];

    /// <summary>Says that the client needs the claim for a smooth sign-in; -Essential:$false takes that back.</summary>
    [Parameter]
    public SwitchParameter Essential { get; set; }

    /// <summary>What changes the form of the claim, such as include_externally_authenticated_upn of upn or include_user_token of idtyp.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ClaimPropertyCompleter))]
    [Alias("AdditionalProperties")]
    [ValidateNotNullOrEmpty]
    public string[] AdditionalProperty { get; set; } = [];

    /// <summary>Where the value comes from: user for a directory extension. Without it, the claim is one that Microsoft Entra predefines.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ClaimSourceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Source { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        _requests =
        [
            .. Name.Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(name =>
                    new OptionalClaimRequest(name, [.. Token.Distinct()])
                    {
                        Essential = Given(Essential, nameof(Essential)),
                        Source = Source,
                        AdditionalProperties = AdditionalProperty,
                    }.Checked()
                ),
        ];
        return base.BeginAsync(cancellationToken);
    }

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new ClaimService(Work()).PlanAddAsync(app, _requests, cancellationToken);
}
