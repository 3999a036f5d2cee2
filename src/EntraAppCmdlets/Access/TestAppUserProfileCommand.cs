using System.Collections.Concurrent;
using System.Management.Automation;
using EntraAppCmdlets.Aspects.Principals;

namespace EntraAppCmdlets;

/// <summary>Tests whether users have what a vendor's app needs to know of them: e-mail address, first, last and full name.</summary>
/// <remarks><para>One result for each user; of a group for each user in it and in the groups within it. Nothing is changed.</para></remarks>
/// <example>
/// <code>Test-AppUserProfile 'Security team' | Where-Object { -not $_.Complete }</code>
/// <para>Lists the members of a group who could not sign in to Sekoia.io, with what they lack.</para>
/// </example>
/// <example>
/// <code>Test-AppUserProfile alex.weber@contoso.com, sam.okafor@contoso.com -Property EmailAddress</code>
/// <para>Tests only whether two users have an e-mail address.</para>
/// </example>
/// <seealso cref="TestAppSignInCommand"/>
/// <seealso cref="AddAppOptionalClaimCommand"/>
[Cmdlet(VerbsDiagnostic.Test, "AppUserProfile")]
[OutputType(typeof(AppUserProfile))]
[GraphPermission(Application = ["User.ReadBasic.All"], Delegated = ["User.ReadBasic.All"])]
[GraphPermission(When = "where a group is named", Application = ["GroupMember.Read.All"], Delegated = ["GroupMember.Read.All"])]
public sealed class TestAppUserProfileCommand : ConnectedCmdlet
{
    private static readonly PrincipalKind[] Suitable = [PrincipalKind.User, PrincipalKind.Group];

    private readonly ConcurrentDictionary<string, Principal> _found = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Users and groups: object id, sign-in name, e-mail address, display name, or an object that holds one of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PrincipalId", "UserPrincipalName", "Id", "User", "Group")]
    [ArgumentCompleter(typeof(UserOrGroupCompleter))]
    [ValidateNotNullOrEmpty]
    public AppPrincipalReference[] Principal { get; set; } = [];

    /// <summary>What must be there. Default: all four.</summary>
    [Parameter]
    [ValidateSet(
        nameof(AppUserProfile.EmailAddress),
        nameof(AppUserProfile.FirstName),
        nameof(AppUserProfile.LastName),
        nameof(AppUserProfile.FullName)
    )]
    public string[] Property { get; set; } = [.. ProfileService.Properties.Keys];

    private protected override object? CurrentInput => Principal is [var only] ? only.ToString() : null;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var exception = new List<AppException>();
        var found = await new PrincipalService(Work(), _found).ResolveAsync(
            [.. Principal.Select(item => item.Query)],
            Suitable,
            "sign in as a person",
            exception,
            cancellationToken
        );
        foreach (var error in exception)
        {
            WriteInputError(error);
        }

        await foreach (var profile in new ProfileService(Work()).TestAsync(found, Property, cancellationToken))
        {
            WriteObject(profile);
        }
    }
}
