using System.Globalization;
using EntraAppCmdlets.Aspects;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Aspects.SignIn;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Guides;

/// <summary>
/// Carries out a whole guide by the same services as the single steps: first it reads the current state and plans, then it sends what is
/// missing. What does not depend on each other goes side by side and shares round trips. A run that was interrupted is finished by the next one.
/// </summary>
internal sealed class VendorInstaller(CommandContext work)
{
    private const int Phases = 5;

    private readonly VendorSettings _settings = new(work.Connection);

    /// <summary>Reads the current state and says what carrying out the guide would send.</summary>
    /// <param name="guide">What the guide asks for.</param>
    /// <param name="options">What the person wants of this run.</param>
    /// <param name="errors">Takes an error for each user, group or permission that is not there; with any, the plan is null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AppException">AppSettingsDiffer, AppNameTaken, AppSoftDeleted, AppNotFound.</exception>
    public async Task<GuidePlan?> PlanAsync(
        VendorGuide guide,
        InstallOptions options,
        ICollection<AppException> errors,
        CancellationToken cancellationToken
    )
    {
        var plan = new GuidePlan(guide, options, work, errors);
        // Planning may be all that happens: a rehearsal, a "No", nothing to change.
        try
        {
            Report(guide, 0, "Reading the current state");
            AppRegistration? existing = null;
            var ofSettings = new List<AppException>();
            await plan.TogetherAsync(
                    aspect => [.. aspect.Resolve(plan, cancellationToken), .. aspect.Prepare(plan, cancellationToken)],
                    async side => existing = await plan.Origin.FindAsync(side, cancellationToken).ConfigureAwait(false),
                    async side =>
                        guide.Input.Know(
                            await SettingPrincipals
                                .FindAsync(side, guide.Template, guide.Input.ValuesOf, ofSettings, cancellationToken)
                                .ConfigureAwait(false)
                        )
                )
                .ConfigureAwait(false);
            // Who is named in a setting may be named as an owner too: once is enough to say that nobody has the name.
            foreach (
                var error in ofSettings.Where(error =>
                    !errors.Any(said => said.ErrorId == error.ErrorId && Equals(said.Target, error.Target))
                )
            )
            {
                errors.Add(error);
            }

            plan.IsThere = existing is not null;
            plan.App = existing ?? plan.Origin.Expected(work.TenantId);
            if (existing is not null && errors.Count == 0)
            {
                await plan.ReadAsync(aspect => aspect.Read(plan, cancellationToken), cancellationToken).ConfigureAwait(false);
            }

            await plan.DecideAsync(cancellationToken).ConfigureAwait(false);
            return errors.Count > 0 ? null : plan;
        }
        finally
        {
            Completed(guide);
        }
    }

    /// <summary>Does what the plan says.</summary>
    public async Task<VendorAppInstallation> ApplyAsync(GuidePlan plan, CancellationToken cancellationToken)
    {
        var isComplete = false;
        try
        {
            foreach (var aspect in plan.Aspects)
            {
                await aspect.BeforeAsync(plan, cancellationToken).ConfigureAwait(false);
            }

            plan.Describe();
            plan = await RestoreAsync(plan, cancellationToken).ConfigureAwait(false);
            if (!plan.Origin.IsForeign)
            {
                Report(plan.Guide, 1, $"Registering {plan.App.DisplayName}");
            }

            plan.App = await plan.Origin.MakeAsync(plan, cancellationToken).ConfigureAwait(false);
            Report(plan.Guide, 2, "Adding its service principal, API and permissions");
            plan.App = await CompleteAsync(plan, cancellationToken).ConfigureAwait(false);
            isComplete = true;
            Report(plan.Guide, 3, "Giving consent, owners, access and the secret");
            await GrantAsync(plan, cancellationToken).ConfigureAwait(false);
            return Result(plan, plan.Apply(done: true), done: true);
        }
        catch (GraphException error)
        {
            throw error.LeavesToDo(plan.Planned(lastOnly: isComplete));
        }
        finally
        {
            Completed(plan.Guide);
        }
    }

    /// <summary>What a rehearsal shows.</summary>
    public VendorAppInstallation Rehearse(GuidePlan plan)
    {
        var app = plan.Apply(done: false);
        return Result(plan, app with { IsPlanned = app.IsPlanned || !plan.IsThere }, done: false);
    }

    /// <summary>What is written for an installation that has failed, so that a list of many tells all of them.</summary>
    /// <param name="vendor">The vendor, as it was given.</param>
    /// <param name="displayName">The name of the app, where it was given.</param>
    /// <param name="guide">The guide; null if its parameters were wrong already.</param>
    /// <param name="plan">What was to be sent; null if that did not get known.</param>
    /// <param name="tenantId">The tenant; an empty id if it is not connected.</param>
    /// <param name="errorId">The id of the error.</param>
    /// <param name="error">The error in words.</param>
    public static VendorAppInstallation Failed(
        string vendor,
        string? displayName,
        VendorGuide? guide,
        GuidePlan? plan,
        Guid tenantId,
        string errorId,
        string error
    ) =>
        new()
        {
            Vendor = guide?.Vendor ?? vendor,
            App = (
                plan?.App
                ?? guide?.Spec.Expected(tenantId)
                ?? new AppRegistration
                {
                    DisplayName = displayName ?? vendor,
                    AppId = Guid.Empty,
                    TenantId = tenantId,
                }
            ) with
            {
                IsPlanned = true,
            },
            SecretState = $"failed: {errorId}",
            Settings = [],
            Steps = guide is null
                ? []
                : GuidePlan.InOrder(guide, plan?.Steps ?? [], done: false, text => guide.Input.Fill(text, _ => null)),
            Outcome = VendorAppOutcome.Failed,
            Error = error,
            ErrorId = errorId,
            Untested = "the installation failed",
            Input = guide?.Input!,
            Template = guide?.Template!,
        };

    /// <summary>Signs in with the new secret as the vendor's product will; null where only a person can sign in, or no secret was made.</summary>
    public async Task<AppSignInResult?> ProveAsync(GuidePlan plan, VendorAppInstallation installation, CancellationToken cancellationToken)
    {
        if (installation.Untested is not null)
        {
            return null;
        }

        installation.Untested = "the test ended with an error";
        if (await KeyVaultService.TextOfAsync(work, installation.Secret, cancellationToken).ConfigureAwait(false) is not { } secret)
        {
            return null;
        }

        Report(plan.Guide, 4, "Signing in with the new secret");
        try
        {
            return await new SignInTest(work)
                .RunAsync(installation.App, secret, null, madeJustNow: true, null, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            Completed(plan.Guide);
        }
    }

    /// <summary>A deleted app comes back with all that it had; what it lacks of the guide shows when it is read.</summary>
    private async Task<GuidePlan> RestoreAsync(GuidePlan plan, CancellationToken cancellationToken)
    {
        if (!await plan.Origin.RestoreAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            return plan;
        }

        var errors = new List<AppException>();
        var again = await PlanAsync(plan.Guide, plan.Options, errors, cancellationToken).ConfigureAwait(false) ?? throw errors[0];
        again.Say(PlannedStep.Change(plan.Steps[0].Step, "restore the deleted app"));
        return again;
    }

    /// <summary>The service principal, and beside it what the application itself lacks.</summary>
    private static async Task<AppRegistration> CompleteAsync(GuidePlan plan, CancellationToken cancellationToken)
    {
        if (plan.Origin.IsForeign)
        {
            return plan.App.ServicePrincipalId is null
                ? await plan.Origin.AddServicePrincipalAsync(plan, cancellationToken).ConfigureAwait(false)
                : plan.App;
        }

        var completing = Completing(plan, plan.App).ApplyAsync(plan.Work, cancellationToken);
        if (plan.App.ServicePrincipalId is not null)
        {
            return await completing.ConfigureAwait(false);
        }

        var adding = plan.Origin.AddServicePrincipalAsync(plan, cancellationToken);
        await Task.WhenAll(completing, adding).ConfigureAwait(false);
        var added = await adding.ConfigureAwait(false);
        return await completing.ConfigureAwait(false) with
        {
            ServicePrincipalId = added.ServicePrincipalId,
            AssignmentRequired = added.AssignmentRequired,
            ServicePrincipalEnabled = added.ServicePrincipalEnabled,
            Tags = added.Tags,
        };
    }

    /// <summary>What the application object lacks of all parts, once it is there. In one round trip.</summary>
    private static AppChange Completing(GuidePlan plan, AppRegistration app)
    {
        var addition = new ApplicationAddition(app);
        foreach (var aspect in plan.Aspects)
        {
            aspect.Complete(plan, addition);
        }

        return new AppChange(
            app,
            addition.After,
            async cancel => Completing(plan, await new ApplicationEditor(plan.Work).ReadAsync(app, cancel).ConfigureAwait(false))
        )
        {
            PlannedAt = null,
            What = $"complete '{app.DisplayName}'",
            Writes = addition.Writes,
        };
    }

    /// <summary>Consent, owners and access in shared round trips, and beside them the secret.</summary>
    private static async Task GrantAsync(GuidePlan plan, CancellationToken cancellationToken)
    {
        var granting = plan.TogetherAsync(aspect =>
            aspect.Grant(plan).Select(change => (Func<CommandContext, Task>)(side => change(side).ApplyAsync(side, cancellationToken)))
        );
        var beside = plan.Aspects.Select(aspect => aspect.Beside(plan, cancellationToken)).OfType<Task>().ToList();
        try
        {
            await Task.WhenAll([granting, .. beside]).ConfigureAwait(false);
        }
        catch when (!cancellationToken.IsCancellationRequested)
        {
            foreach (var aspect in plan.Aspects)
            {
                await aspect.WithdrawAsync(plan, cancellationToken).ConfigureAwait(false);
            }

            throw;
        }
    }

    private VendorAppInstallation Result(GuidePlan plan, AppRegistration app, bool done)
    {
        var guide = plan.Guide;
        var credentials = plan.Find<CredentialsAspect>()!;
        var secret = done ? credentials.Made?.With(app) : null;
        return new VendorAppInstallation
        {
            Vendor = guide.Vendor,
            Variant = guide.Template.Variants.Count > 0 ? guide.Input.ValuesOf(VendorTemplate.VariantParameter)[0] : null,
            App = app,
            Secret = secret,
            KeptSecret = credentials.MakesSecret ? null : credentials.Existing,
            KeyVaultSecretId = secret?.KeyVaultSecretId ?? credentials.KeptAt,
            SecretState = credentials.InWords,
            Settings = _settings.Of(guide.Template, guide.Input, app, secret, credentials.KeptAt),
            Steps = plan.InOrder(done, text => _settings.Fill(guide.Input, text, app, secret, credentials.Existing)),
            Outcome =
                !done ? VendorAppOutcome.Planned
                : !plan.HasChanges ? VendorAppOutcome.Unchanged
                : plan.IsThere ? VendorAppOutcome.Changed
                : VendorAppOutcome.Installed,
            Untested =
                guide.Flow != TemplateFlow.ClientCredentials ? "the app doesn't sign in as itself"
                : !done ? "nothing was carried out"
                : secret is null ? "no secret was created now"
                : null,
            Input = guide.Input,
            Template = guide.Template,
            Names = guide.Names,
        };
    }

    private void Report(VendorGuide guide, int phase, string status) =>
        work.Log.Progress(new ActivityProgress(Activity(guide), status, 100 * phase / Phases));

    private void Completed(VendorGuide guide) => work.Log.Progress(new ActivityProgress(Activity(guide), "", Completed: true));

    private static string Activity(VendorGuide guide) =>
        string.Create(CultureInfo.InvariantCulture, $"Carry out the guide of {guide.Vendor}");
}
