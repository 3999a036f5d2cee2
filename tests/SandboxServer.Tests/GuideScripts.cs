namespace SandboxServer.Tests;

/// <summary>The five guides as scripts, each in one go and step by step, as a runbook that may be started again has them. {0} is the name of the app.</summary>
internal static class GuideScripts
{
    /// <summary>Ends the script with an error unless the app can sign in with the secret that was made.</summary>
    private const string Proof =
        "Test-AppSignIn $secret.App -ClientSecret $secret.SecretText | ForEach-Object { if (-not $_.Succeeded) { throw $_.Error } }";

    private static readonly string[] All =
    [
        InOneGo("authentik"),
        """
            $secret = New-VendorAppRegistration {0} |
                Add-AppGraphPermission -Application Group.Create, Group.ReadWrite.All, GroupMember.ReadWrite.All, User.ReadWrite.All |
                Add-AppGraphPermission -Delegated User.Read | Grant-AppAdminConsent -Confirm:$false | New-AppClientSecret -DisplayName authentik -Replace -Confirm:$false
            """,
        InOneGo("XSOAR -ApplicationPermission User.ReadWrite.All"),
        """
            $secret = New-VendorAppRegistration {0} | Add-AppGraphPermission -Application User.ReadWrite.All | Grant-AppAdminConsent -Confirm:$false |
                New-AppClientSecret -DisplayName XSOAR -Replace -Confirm:$false
            """,
        InOneGo("Sekoia -AssignTo 'Security team', lee.novak@contoso.onmicrosoft.com"),
        """
            $secret = New-VendorAppRegistration {0} -RedirectUri https://app.sekoia.io/user/callback | New-AppClientSecret -DisplayName Sekoia.io -Replace -Confirm:$false
            $null = $secret | Add-AppAssignment -Principal 'Security team' -Required
            """,
        InOneGo("Auth0 -Auth0Domain {0}.contoso.com -ExtendedAttribute ExtendedProfile"),
        """
            $app = New-VendorAppRegistration {0} -SignInAudience AzureADMultipleOrgs -RedirectUri https://{0}.contoso.com/login/callback
            $secret = $app | New-AppClientSecret -DisplayName Auth0 -Replace -Confirm:$false
            $null = $app | Add-AppGraphPermission -Delegated User.Read, Directory.Read.All |
                Add-AppGraphPermission -Delegated Directory.AccessAsUser.All -Application Directory.Read.All | Grant-AppAdminConsent -Confirm:$false
            """,
        InOneGo("Invictus -DashboardHost {0}.contoso.com -Owner alex.weber@contoso.onmicrosoft.com"),
        """
            $app = New-VendorAppRegistration {0} -SignInAudience AzureADMultipleOrgs -AccessTokenIssuance -RedirectUri https://{0}.contoso.com/login, https://{0}.contoso.com/api/auth/callback/azure-ad
            $secret = $app | New-AppClientSecret -DisplayName Invictus -Replace -Confirm:$false
            $null = $app | Add-AppOwner -Owner alex.weber@contoso.onmicrosoft.com -Target ServicePrincipal
            $null = $app | Add-AppApiScope -Scope access_as_user -Consent AdminsAndUsers |
                Add-AppGraphPermission -Delegated Directory.Read.All, User.Read, User.Read.All | Add-AppGraphPermission -Application User.Read.All, Group.Read.All, Mail.Send |
                Add-AppApiPermission -Api self -Delegated access_as_user | Grant-AppAdminConsent -Confirm:$false
            """,
    ];

    private static string InOneGo(string guide) =>
        $"$secret = (Install-VendorApp {guide} -DisplayName {{0}} -ReplaceSecret -NoSignInTest -Confirm:$false).Secret";

    /// <summary>The script of a run: the guides take turns, and each run has an app of its own.</summary>
    public static string Of(int run) => $"{All[run % All.Length].Replace("{0}", NameOf(run), StringComparison.Ordinal)}\n{Proof}";

    /// <summary>The app of a run.</summary>
    public static string NameOf(int run) => $"app{run}";
}
