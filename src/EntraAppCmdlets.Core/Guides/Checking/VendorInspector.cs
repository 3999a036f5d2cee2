using EntraAppCmdlets.Aspects;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Guides;

/// <summary>Reads what a guide asks for of a live app, in as few round trips as there are dependencies, and compares.</summary>
internal sealed class VendorInspector(CommandContext work)
{
    /// <summary>The differences; none if the app is as its guide says.</summary>
    /// <param name="guide">What the guide asks for.</param>
    /// <param name="app">The app; null to find it as Install-VendorApp would.</param>
    /// <param name="errors">Takes an error for each user or group that the parameters name and that is not there; then nothing is compared.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<VendorAppFinding>> InspectAsync(
        VendorGuide guide,
        AppRegistration? app,
        ICollection<AppException> errors,
        CancellationToken cancellationToken
    )
    {
        var plan = new AppPlan(work, guide.Spec, errors);
        Guid? deleted = null;
        await plan.TogetherAsync(
                aspect => aspect.Resolve(plan, cancellationToken),
                async side =>
                {
                    if (app is null)
                    {
                        (app, deleted) = await plan.Origin.LookForAsync(side, cancellationToken).ConfigureAwait(false);
                    }
                    else
                    {
                        app = await new AppReader(side).WithServicePrincipalAsync(app, cancellationToken).ConfigureAwait(false);
                    }
                }
            )
            .ConfigureAwait(false);
        if (errors.Count > 0)
        {
            return [];
        }

        if (app is null)
        {
            return [Finding(guide, plan.Origin.DisplayName, plan.Origin.AppId, Missing(guide, plan, deleted))];
        }

        plan.App = app;
        await plan.ReadAsync(aspect => aspect.Look(plan, cancellationToken), cancellationToken).ConfigureAwait(false);
        return
        [
            .. plan
                .Aspects.SelectMany(aspect => aspect.Compare(plan))
                .Select(difference => Finding(guide, plan.App.DisplayName, plan.App.AppId, difference)),
        ];
    }

    private static AppDifference Missing(VendorGuide guide, AppPlan plan, Guid? deleted) =>
        new(
            VendorAppCheck.AppMissing,
            VendorAppSeverity.Error,
            "App",
            plan.Origin.InWords,
            deleted is null ? "none in this tenant" : $"deleted, application ID {deleted}",
            deleted is null ? guide.InstallCommand() : $"Restore-VendorAppRegistration {deleted}"
        );

    private static VendorAppFinding Finding(VendorGuide guide, string displayName, Guid? appId, AppDifference difference) =>
        new()
        {
            Vendor = guide.Vendor,
            DisplayName = displayName,
            AppId = appId,
            Check = difference.Check,
            Severity = difference.Severity,
            Property = difference.Property,
            Expected = difference.Expected,
            Actual = difference.Actual,
            Fix = difference.Fix,
            IsExtra = difference.IsExtra,
            GuideSymptom = guide.Template.Symptoms.FirstOrDefault(symptom => symptom.Check == difference.Check)?.Text,
        };
}
