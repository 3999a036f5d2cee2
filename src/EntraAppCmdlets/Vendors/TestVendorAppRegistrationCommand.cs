using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets;

/// <summary>Compares an app with its vendor's guide and writes one finding for each difference: the actual value, the expected value, and the
/// command that fixes it.</summary>
/// <remarks>
/// <para>It checks the account types, redirect URIs, token settings, exposed scopes, requested permissions, admin consent, the client secret and its
/// expiry, owners and assignments, for what is missing and for what the guide doesn't ask for. Specify the parameters that the app was installed with.</para>
/// <para>It also finds valid secrets, certificates and federated credentials other than the guide's, and scopes and roles that the guide doesn't name.</para>
/// <para>Without -App, it checks the app that Install-VendorApp would find, or all of them if the guide asks for several. It changes nothing. If there is no difference, there is no output:
/// -Verbose says so, and -Quiet writes True.</para>
/// </remarks>
/// <example>
/// <code>Test-VendorAppRegistration Sekoia -Region FRA2</code>
/// <para>Writes a finding for each difference between the app Sekoia.io and its guide.</para>
/// </example>
/// <example>
/// <code>if (-not (Test-VendorAppRegistration authentik -Quiet)) { Install-VendorApp authentik }</code>
/// <para>Carries out authentik's guide again if the app differs from it.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "VendorAppRegistration")]
[OutputType(typeof(VendorAppFinding), typeof(bool))]
[GraphPermission(
    Application = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"]
)]
[GraphPermission(
    When = "where the guide has directory roles",
    Application = ["Directory.Read.All or RoleManagement.Read.Directory"],
    Delegated = ["Directory.Read.All or RoleManagement.Read.Directory"]
)]
[GraphPermission(
    When = "where the guide has group memberships",
    Application = ["Directory.Read.All or GroupMember.Read.All"],
    Delegated = ["Directory.Read.All or GroupMember.Read.All"]
)]
public sealed class TestVendorAppRegistrationCommand : InstalledAppCmdlet
{
    /// <summary>Writes True if there is no difference, else False.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override async Task ProcessAsync(
        VendorGuideSet guides,
        AppRegistration? app,
        IReadOnlyList<int> places,
        CancellationToken cancellationToken
    )
    {
        var findings = new List<VendorAppFinding>();
        foreach (var place in places)
        {
            var guide = guides.Guide(place);
            var exception = new List<AppException>();
            var found = await new VendorInspector(Work()).InspectAsync(guide, app ?? guides.AppAt(place), exception, cancellationToken);
            if (exception.Count > 0)
            {
                exception.ForEach(WriteInputError);
                return;
            }

            if (found.Count == 0)
            {
                Log.Verbose(
                    $"'{app?.DisplayName ?? guide.Spec.Find<RegistrationSpec>()?.Request.DisplayName ?? guide.Template.Title}' is as the guide of {guide.Vendor} says: no findings."
                );
            }

            if (found.Any(finding => finding.IsExtra) && guide.Unspecified is { Count: > 0 } unspecified)
            {
                Log.Warning(GuideErrors.VendorParametersForgotten(found[0].DisplayName, unspecified));
            }

            findings.AddRange(found);
        }

        if (Quiet)
        {
            WriteObject(findings.Count == 0);
        }
        else
        {
            WriteObject(findings, enumerateCollection: true);
        }
    }
}
