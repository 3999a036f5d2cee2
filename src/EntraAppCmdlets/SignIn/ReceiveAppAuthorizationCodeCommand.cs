using System.ComponentModel;
using System.Diagnostics;
using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>Takes the code that the browser brings back from a sign-in: waits for it on this machine, or reads it from the address that the browser
/// ended at.</summary>
/// <remarks>
/// <para>With a redirect URI of this machine (http://localhost) the command waits there until the browser comes, the time is up, or Ctrl+C. With any
/// other, sign in
/// first and give the address that the browser ends at, error pages included, with -RedirectUrl.</para>
/// <para>A response whose state differs from the one sent is refused. If the sign-in page reports an error, the error message contains its code and
/// what to do.</para>
/// <para>Connected to a sandbox no browser is needed: the sandbox's user signs in and consents as its settings SignInUser and Consent say.</para>
/// </remarks>
/// <example>
/// <code>$address = Get-AppAuthorizationUrl XSOAR; $code = $address | Receive-AppAuthorizationCode -RedirectUrl (Read-Host 'Where did the browser end?')</code>
/// <para>Takes the code out of the address that a person has copied from the browser.</para>
/// </example>
/// <example>
/// <code>Get-AppAuthorizationUrl Dashboard -RedirectUri http://localhost:8400 | Receive-AppAuthorizationCode -OpenBrowser</code>
/// <para>Opens the sign-in page and waits for the browser to come back.</para>
/// </example>
/// <example>
/// <code>$address | Receive-AppAuthorizationCode -RedirectUrl $pasted -AsPlainText | Set-Clipboard</code>
/// <para>Puts the code alone on the clipboard, to be pasted into the vendor's form.</para>
/// </example>
/// <seealso cref="GetAppAuthorizationUrlCommand"/>
/// <seealso cref="TestAppSignInCommand"/>
[Cmdlet(VerbsCommunications.Receive, "AppAuthorizationCode")]
[OutputType(typeof(AppAuthorizationCode), typeof(string))]
public sealed class ReceiveAppAuthorizationCodeCommand : ConnectedCmdlet
{
    /// <summary>What Get-AppAuthorizationUrl gave.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [FromDeserialized]
    [ValidateNotNull]
    public AppAuthorizationUrl AuthorizationUrl { get; set; } = null!;

    /// <summary>The whole address that the browser ended at after the sign-in; or of it what follows the question mark.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? RedirectUrl { get; set; }

    /// <summary>Opens the address in the default browser once everything is ready for the answer.</summary>
    [Parameter]
    public SwitchParameter OpenBrowser { get; set; }

    /// <summary>The longest time to wait for the browser. Default: 5 minutes.</summary>
    [Parameter]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Writes the code as plain text instead of the object.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    private protected override object? CurrentInput => AuthorizationUrl;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var request = AuthorizationUrl;
        WorkIn(request.TenantId);
        if (request.TenantId != Connection.TenantId && request.App is { } app)
        {
            throw RegistrationErrors.AppOfOtherTenant(app, Connection.TenantId);
        }

        if (!request.ResponseType.Split(' ').Contains("code"))
        {
            throw AuthorizationErrors.ResponseHasNoCode(request);
        }

        var code =
            RedirectUrl is not null ? AuthorizationAnswer.ReadAddress(request, RedirectUrl)
            : Connection.EmbeddedSignIn is { } page ? await page.OpenAsync(request, cancellationToken)
            : await ListenAsync(request, cancellationToken);
        if (AsPlainText)
        {
            WriteObject(SecureText.Reveal(code.Code));
        }
        else
        {
            WriteObject(code);
        }
    }

    private async Task<AppAuthorizationCode> ListenAsync(AppAuthorizationUrl request, CancellationToken cancellationToken)
    {
        if (!LoopbackListener.CanReceive(request))
        {
            throw AuthorizationErrors.RedirectUriNotLoopback(request);
        }

        const string Activity = "Waiting for the browser to come back from the sign-in";
        try
        {
            return await LoopbackListener.ReceiveAsync(
                request,
                Timeout,
                Connection.Clock,
                () =>
                {
                    Log.Progress(new ActivityProgress(Activity, $"Open {request.Url}"));
                    if (OpenBrowser)
                    {
                        Open(request);
                    }
                },
                cancellationToken
            );
        }
        finally
        {
            Log.Progress(new ActivityProgress(Activity, "", Completed: true));
        }
    }

    /// <summary>Without a browser here the wait goes on: another one may be sent to the address.</summary>
    private void Open(AppAuthorizationUrl request)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(request.Url) { UseShellExecute = true });
        }
        catch (Exception error) when (error is Win32Exception or PlatformNotSupportedException)
        {
            Log.Warning($"No browser could be opened ({error.Message}); open this address yourself: {request.Url}");
        }
    }
}
