using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>The app's service principal, which every app has: enabled.</summary>
internal sealed record ServicePrincipalSpec : SpecPart
{
    public override AppAspect Begin() => new ServicePrincipalAspect();

    public override IEnumerable<SpecFact> Facts(AppSpec spec) => [];
}

/// <inheritdoc cref="ServicePrincipalSpec"/>
internal sealed class ServicePrincipalAspect : AppAspect
{
    private bool? _isEnabled;

    public override IEnumerable<Func<CommandContext, Task>> Look(AppPlan plan, CancellationToken cancellationToken)
    {
        if (plan.App.ServicePrincipalId is not { } id)
        {
            return [];
        }

        var request = GraphRequest
            .Get(ODataText.Query($"servicePrincipals/{id}").Select("id", "accountEnabled"))
            .Describe($"read whether '{plan.App.DisplayName}' is enabled");
        return
        [
            async side =>
                _isEnabled = (
                    await side
                        .Graph.SendAsync(request, ResourceJson.Default.ServicePrincipalResource, cancellationToken)
                        .ConfigureAwait(false)
                ).AccountEnabled,
        ];
    }

    public override IEnumerable<AppDifference> Compare(AppPlan plan)
    {
        if (plan.App.ServicePrincipalId is null)
        {
            yield return new(
                VendorAppCheck.ServicePrincipalMissing,
                VendorAppSeverity.Error,
                "ServicePrincipalId",
                "a service principal",
                "none",
                $"New-VendorServicePrincipal {plan.App.AppId}"
            );
        }
        else if (_isEnabled == false)
        {
            yield return new(
                VendorAppCheck.ServicePrincipalDisabled,
                VendorAppSeverity.Error,
                "ServicePrincipal",
                "enabled",
                "disabled",
                "In the portal, under Enterprise applications, Properties: set 'Enabled for users to sign-in' to Yes."
            );
        }
    }

    public override IEnumerable<string> Properties => ["servicePrincipal/accountEnabled"];

    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken)
    {
        if (plan.App.ServicePrincipalId is null)
        {
            plan.Lacks(nameof(AppRegistration.ServicePrincipalId), "none", "A template makes a service principal in any case.");
        }
        else if (_isEnabled == false)
        {
            plan.Lacks("ServicePrincipal", "disabled", "A template makes an enabled one.");
        }

        return Task.FromResult<SpecPart>(new ServicePrincipalSpec());
    }
}
