using System.Globalization;
using System.Management.Automation;
using System.Text;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>What the commands that make an app by a plan share: what they say and ask first, and the test of what they made.</summary>
internal sealed class InstallationRun
{
    private readonly ControlQuestion _control = new();
    private readonly LiveSecretQuestion _liveSecrets = new();

    /// <summary>When the switches of a command have a client secret made.</summary>
    /// <exception cref="AppException">SecretWantedAndNot.</exception>
    public static SecretMode Secret(bool isNew, bool replaces, bool none) =>
        (isNew || replaces) && none ? throw GuideErrors.SecretWantedAndNot()
        : replaces ? SecretMode.Replace
        : isNew ? SecretMode.Always
        : none ? SecretMode.Never
        : SecretMode.IfMissing;

    /// <summary>Adds a line for a step: whether it is done, left out or left to a person, and what it is.</summary>
    public static void Append(StringBuilder text, VendorAppStep step, string words)
    {
        var mark = step.State switch
        {
            VendorAppStepState.Planned => "do   ",
            VendorAppStepState.ForPerson => "you  ",
            VendorAppStepState.LeftOut => "skip ",
            _ => "there",
        };
        text.AppendLine().Append(CultureInfo.InvariantCulture, $"  {mark} {step.Guide}: {words}");
    }

    /// <summary>Adds what the sign-in lacks for the plan, if it lacks anything.</summary>
    public static void AppendMissingRights(StringBuilder text, GuidePlan plan)
    {
        if (plan.MissingRights is { Count: > 0 } missing)
        {
            text.AppendLine().Append("  ").Append(RightsCheck.Lacks(missing, plan.Work.Connection.Info));
        }
    }

    /// <summary>Looks before the first write whether all can be carried out: whether the sign-in has the permissions, and those who take the secrets can take them.</summary>
    /// <exception cref="AppException">InsufficientPrivileges, or what keeps a later command of the pipeline from taking a secret.</exception>
    public static void Check(IReadOnlyList<(GuidePlan Plan, VendorAppInstallation Rehearsal)> plans)
    {
        var missing = plans.SelectMany(item => item.Plan.MissingRights).Distinct().ToList();
        if (missing.Count > 0)
        {
            throw RightsCheck.Refusal(CommandNeeds.NameOf(typeof(InstallVendorAppCommand)), missing, plans[0].Plan.Work.Connection.Info);
        }

        foreach (var (plan, rehearsal) in plans.Where(item => item.Plan.HasChanges && item.Plan.Find<CredentialsAspect>()!.MakesSecret))
        {
            SecretHandover.Check(new AppReference(rehearsal));
        }
    }

    /// <summary>Asks about control of the tenant, and about secrets that are in use and would go.</summary>
    public bool IsAnswered(PSCmdlet cmdlet, GuidePlan plan) =>
        _control.IsAnswered(cmdlet, plan) && _liveSecrets.IsAnswered(cmdlet, plan.App, plan.Find<CredentialsAspect>()!.Replaced(plan));

    /// <summary>Carries out a plan, and signs in with the new secret.</summary>
    /// <param name="installer">Carries it out.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="tested">Whether the sign-in is tested; -NoSignInTest leaves it out.</param>
    /// <param name="refused">Takes the error of a test that came to no result.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<VendorAppInstallation> ApplyAsync(
        VendorInstaller installer,
        GuidePlan plan,
        bool tested,
        Action<Exception> refused,
        CancellationToken cancellationToken
    )
    {
        var installation = await installer.ApplyAsync(plan, cancellationToken);
        if (!tested)
        {
            installation.Untested ??= $"-{nameof(InstallVendorAppCommand.NoSignInTest)} was specified";
            return installation;
        }

        try
        {
            installation.SignIn = await installer.ProveAsync(plan, installation, cancellationToken);
        }
        catch (Exception refusal) when (refusal is SignInException or AppException)
        {
            // The secret is shown this once: what else goes wrong must not lose it.
            refused(refusal);
        }

        if (installation.SignIn is { Succeeded: false } failed)
        {
            plan.Work.Log.Warning(
                $"Everything is in place, but the sign-in as '{installation.DisplayName}' failed: {failed.ErrorCode} {failed.Error} {failed.Cure}"
            );
        }

        return installation;
    }
}
