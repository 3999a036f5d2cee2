using System.Collections;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Guides;

/// <summary>What copying an app would send.</summary>
/// <param name="App">The app as it was read.</param>
/// <param name="NotCopied">What the copy lacks.</param>
/// <param name="Plan">What would be sent in the other tenant.</param>
internal sealed record AppCopy(AppRegistration App, IReadOnlyList<AppCaptureGap> NotCopied, GuidePlan Plan);

/// <summary>Copies an app from one tenant to another: reads it as data, and carries that out as a guide. A run that was interrupted is finished by the
/// next one.</summary>
/// <param name="from">The tenant of the app.</param>
/// <param name="to">The other tenant.</param>
internal sealed class AppCopier(CommandContext from, CommandContext to)
{
    /// <summary>Refuses a copy into the tenant of the app itself.</summary>
    /// <exception cref="AppException">CopyIntoSameTenant.</exception>
    public void Check(AppRegistration app)
    {
        if (from.TenantId == to.TenantId)
        {
            throw CaptureErrors.CopyIntoSameTenant(app, to.Connection.Info.ToString());
        }
    }

    /// <summary>Reads both tenants and says what copying the app would send.</summary>
    /// <param name="app">The app.</param>
    /// <param name="map">What takes the place of what: people, groups or hosts; null leaves a person or group out.</param>
    /// <param name="names">How the copy is named.</param>
    /// <param name="options">What the person wants of this run.</param>
    /// <param name="errors">Takes an error for each user, group or API that the other tenant doesn't have; with any, the result is null.</param>
    /// <param name="isRead">Called once the app is read: what follows is in the other tenant.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AppException">CopyIntoSameTenant, CopyMapUnknown, CopyMapInvalid, AppSettingsDiffer, AppNameTaken, AppSoftDeleted.</exception>
    public async Task<AppCopy?> PlanAsync(
        AppRegistration app,
        IDictionary map,
        AppNaming names,
        InstallOptions options,
        ICollection<AppException> errors,
        Action isRead,
        CancellationToken cancellationToken
    )
    {
        Check(app);
        var capture = await new AppCapturer(from).CaptureAsync(app, cancellationToken).ConfigureAwait(false);
        var export = TemplateExport.Of(capture, null, from.Clock.GetUtcNow(), new VendorSettings(from.Connection).OfTenant);
        var template = new CopyValues(capture.App, TenantNames.Of(from.Connection), TenantNames.Of(to.Connection), map).Apply(
            export.Template
        );
        var input = VendorInput.Resolve(template, new Dictionary<string, object>(), new VendorSettings(to.Connection).OfTenant);
        isRead();
        var plan = await new VendorInstaller(to)
            .PlanAsync(VendorGuide.Of(template, input, names), options, errors, cancellationToken)
            .ConfigureAwait(false);
        return plan is null ? null : new AppCopy(capture.App, export.NotCaptured, plan);
    }
}
