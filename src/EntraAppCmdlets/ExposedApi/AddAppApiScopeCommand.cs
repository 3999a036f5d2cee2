using System.Management.Automation;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>Adds delegated permissions (scopes) that an app exposes as an API of its own.</summary>
/// <remarks>
/// <para>An app without an Application ID URI gets api:// and its application ID first. If the scope exists, only the values you specify change.
/// Entra requires it to be disabled briefly while they do.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration Invictus | Add-AppApiScope -Scope Api.Access -Consent AdminsAndUsers</code>
/// <para>Adds a scope that users may consent to for themselves, with texts made of the name of the app.</para>
/// </example>
/// <example>
/// <code>$app | Add-AppApiScope -Scope Api.Access -AdminConsentDisplayName 'Use Invictus' -AdminConsentDescription 'Lets the app use Invictus for the signed-in user.'</code>
/// <para>Adds a scope with texts of its own for the consent page, or changes those of one that is there.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "AppApiScope", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class AddAppApiScopeCommand : AppChangeCmdlet
{
    /// <summary>The names of the scopes, as they appear in a token; up to 120 letters, digits and signs without spaces.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("Name", "Value")]
    [ValidateNotNullOrEmpty]
    public string[] Scope { get; set; } = [];

    /// <summary>Who may consent. Default for a new scope: admins only.</summary>
    [Parameter]
    public AppScopeConsent Consent { get; set; }

    /// <summary>The title on the consent page of administrators. Default: made of the name of the app.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateLength(1, 100)]
    public string? AdminConsentDisplayName { get; set; }

    /// <summary>The text on the consent page of administrators. Default: made of the name of the app.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateLength(1, 1000)]
    public string? AdminConsentDescription { get; set; }

    /// <summary>The title on the consent page of users. Default: made of the name of the app.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateLength(1, 100)]
    public string? UserConsentDisplayName { get; set; }

    /// <summary>The text on the consent page of users. Default: made of the name of the app.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateLength(1, 1000)]
    public string? UserConsentDescription { get; set; }

    /// <summary>Takes the scopes out of use without removing them; -Disabled:$false puts them into use again.</summary>
    [Parameter]
    public SwitchParameter Disabled { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        foreach (var scope in Scope)
        {
            Entitlements<AppApiScope>.CheckValue(scope);
        }

        foreach (var scope in Scope.Where(scope => scope.Contains('/', StringComparison.Ordinal)))
        {
            Log.Warning(
                $"The scope '{scope}' holds a slash. Apps can request it, but a sign-in can't ask for it by name, because Entra takes what follows the last slash for the name of the scope."
            );
        }

        return base.BeginAsync(cancellationToken);
    }

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new ScopeService(Work()).PlanAddAsync(
            app,
            [
                .. Scope
                    .Distinct(StringComparer.OrdinalIgnoreCase)
                    .Select(scope => new ScopeRequest
                    {
                        Value = scope,
                        Consent = IsBound(nameof(Consent)) ? Consent : null,
                        IsEnabled = !Given(Disabled, nameof(Disabled)),
                        AdminConsentDisplayName = AdminConsentDisplayName,
                        AdminConsentDescription = AdminConsentDescription,
                        UserConsentDisplayName = UserConsentDisplayName,
                        UserConsentDescription = UserConsentDescription,
                    }),
            ],
            cancellationToken
        );
}
