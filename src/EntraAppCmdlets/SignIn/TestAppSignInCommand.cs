using System.Management.Automation;
using System.Security;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>Signs in as the app and reports what its token says, or why there was none.</summary>
/// <remarks>
/// <para>A secret just made may be refused for some seconds to minutes, and a consent just given may be missing in the token as long: both are
/// waited out. A secret that was not just made is refused at once.</para>
/// <para>The token itself is never shown and is forgotten at once.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration 'authentik Entra Provider' | New-AppClientSecret | Test-AppSignIn</code>
/// <para>Makes a secret and proves that the app can sign in with it.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "AppSignIn")]
[OutputType(typeof(AppSignInResult))]
public sealed class TestAppSignInCommand : AppCmdlet
{
    /// <summary>The secret to sign in with. The output of New-AppClientSecret brings its own.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? ClientSecret { get; set; }

    /// <summary>What the token shall be for. Default: Microsoft Graph.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Scope { get; set; }

    /// <summary>The longest time to wait for a new secret or a new consent to be seen. Default: that of the connection.</summary>
    [Parameter]
    public TimeSpan Timeout { get; set; }

    private protected override bool NeedsApplication => false;

    private protected override bool TakesPlanned => true;

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (app.IsPlanned || (App.Secret is { SecretText: null } && ClientSecret is null))
        {
            Log.Verbose($"'{app.DisplayName}' has no secret in a rehearsal; there is nothing to sign in with.");
            return;
        }

        var secret = ClientSecret ?? App.Secret?.SecretText ?? throw AppErrors.SecretNotGiven(app.DisplayName);
        var madeJustNow = ClientSecret is null;
        var test = new SignInTest(Work());
        WriteObject(await test.RunAsync(app, secret, Scope, madeJustNow, IsBound(nameof(Timeout)) ? Timeout : null, cancellationToken));
    }
}
