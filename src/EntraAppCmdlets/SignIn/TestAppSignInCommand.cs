using System.Management.Automation;
using System.Security;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Aspects.SignIn;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>Signs in as the app, or redeems the code of a user's sign-in, and reports what the token says, or why there was none.</summary>
/// <remarks>
/// <para>A code is good once: the test spends it. A vendor that needs one gets another, by a further sign-in.</para>
/// <para>A secret just made may be refused for some seconds to minutes, and a consent just given may be missing in the token as long: both are
/// waited out. A secret that was not just made is refused at once.</para>
/// <para>The token itself is never shown and is forgotten at once.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration 'authentik Entra Provider' | New-AppClientSecret | Test-AppSignIn</code>
/// <para>Makes a secret and proves that the app can sign in with it.</para>
/// </example>
/// <example>
/// <code>$secret | Get-AppAuthorizationUrl | Receive-AppAuthorizationCode | Test-AppSignIn -ClientSecret $secret.SecretText</code>
/// <para>Has a user sign in, redeems the code with the app's secret, and reports on whose behalf and with which permissions the app can act.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "AppSignIn")]
[OutputType(typeof(AppSignInResult))]
[GraphPermission(
    When = "where the app is named instead of piped",
    Application = ["Application.Read.All"],
    Delegated = ["Application.Read.All"]
)]
public sealed class TestAppSignInCommand : AppCmdlet
{
    /// <summary>The secret to sign in with. The output of New-AppClientSecret brings its own, or the place in a Key Vault from which it is read.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? ClientSecret { get; set; }

    /// <summary>The code to redeem. The output of Receive-AppAuthorizationCode brings its own.</summary>
    [Parameter]
    [FromDeserialized]
    [ValidateNotNull]
    public AppAuthorizationCode? Code { get; set; }

    /// <summary>What the token shall be for. Default: Microsoft Graph. A code is for what was asked at the sign-in.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TokenScopeCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Scope { get; set; }

    /// <summary>The longest time to wait for a new secret or a new consent to be seen. Default: that of the connection.</summary>
    [Parameter]
    public TimeSpan Timeout { get; set; }

    private protected override bool NeedsApplication => false;

    private protected override bool TakesPlanned => true;

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (app.IsPlanned || (App.Secret is { SecretText: null, KeyVaultSecretId: null } && ClientSecret is null))
        {
            Log.Verbose($"'{app.DisplayName}' has no secret in a rehearsal; there is nothing to sign in with.");
            return;
        }

        if ((Code ?? App.Code) is { } code)
        {
            await RedeemAsync(app, code, cancellationToken);
            return;
        }

        var secret = await SecretAsync(app, cancellationToken);
        var madeJustNow = ClientSecret is null;
        var test = new SignInTest(Work());
        WriteObject(await test.RunAsync(app, secret, Scope, madeJustNow, IsBound(nameof(Timeout)) ? Timeout : null, cancellationToken));
    }

    private async Task RedeemAsync(AppRegistration app, AppAuthorizationCode code, CancellationToken cancellationToken)
    {
        if (code.AppId != app.AppId)
        {
            throw AuthorizationErrors.CodeOfOtherApp(app, code);
        }
        // A public client has no secret to prove itself with, and may not send one.
        var isPublic = code.AuthorizationUrl.Platform is AppPlatform.Spa or AppPlatform.PublicClient;
        var secret = isPublic ? null : await SecretAsync(app, cancellationToken);
        var test = new SignInTest(Work());
        WriteObject(
            await test.RunAsync(
                app,
                code,
                secret,
                madeJustNow: ClientSecret is null,
                IsBound(nameof(Timeout)) ? Timeout : null,
                cancellationToken
            )
        );
    }

    private async Task<SecureString> SecretAsync(AppRegistration app, CancellationToken cancellationToken) =>
        ClientSecret
        ?? await KeyVaultService.TextOfAsync(Work(), App.Secret, cancellationToken)
        ?? throw AuthorizationErrors.SecretNotGiven(app);
}
