using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Aspects;

/// <summary>One app compared with its specification: what exists, and what is to be sent.</summary>
internal class AppPlan
{
    public AppPlan(CommandContext work, AppSpec spec, ICollection<AppException> errors)
    {
        (Work, Spec, Errors) = (work, spec, errors);
        Aspects = [.. spec.Parts.Select(part => part.Begin())];
        Origin = Aspects.OfType<AppOrigin>().Single();
        App = Origin.Expected(work.TenantId);
    }

    public CommandContext Work { get; }

    public AppSpec Spec { get; }

    public IReadOnlyList<AppAspect> Aspects { get; }

    /// <summary>The part that the app comes from.</summary>
    public AppOrigin Origin { get; }

    /// <summary>Takes an error for each thing that is named and not there; with any, nothing is sent.</summary>
    public ICollection<AppException> Errors { get; }

    /// <summary>The app as it is at this point of the run; one that is only planned where it is to be made.</summary>
    public AppRegistration App { get; set; }

    /// <summary>Whether the app was there when the run began.</summary>
    public bool IsThere { get; set; }

    /// <summary>What is requested and granted; read in order to compare.</summary>
    public IReadOnlyList<AppConsent> Consents { get; set; } = [];

    /// <summary>What is to be sent, there already or left out, by step of the guide.</summary>
    public IReadOnlyList<PlannedStep> Steps { get; private set; } = [];

    /// <summary>Whether anything is to be sent.</summary>
    public bool HasChanges => Steps.Any(step => step.State == VendorAppStepState.Planned);

    /// <summary>The aspect of a kind; null if the app is not asked for it.</summary>
    public T? Find<T>()
        where T : AppAspect => Aspects.OfType<T>().FirstOrDefault();

    /// <summary>Runs reads of all aspects side by side.</summary>
    public Task TogetherAsync(
        Func<AppAspect, IEnumerable<Func<CommandContext, Task>>> reads,
        params IEnumerable<Func<CommandContext, Task>> others
    ) => Work.TogetherAsync([.. others, .. Aspects.SelectMany(reads)]);

    /// <summary>Reads the application, and beside it what the aspects read of the app.</summary>
    public async Task ReadAsync(
        Func<AppAspect, IEnumerable<Func<CommandContext, Task>>> reads,
        CancellationToken cancellationToken,
        params IEnumerable<Func<CommandContext, Task>> others
    )
    {
        var app = App;
        await TogetherAsync(
                reads,
                [
                    .. others,
                    async side =>
                        app = App.Id is null
                            ? App
                            : await new ApplicationEditor(side).ReadAsync(App, cancellationToken).ConfigureAwait(false),
                ]
            )
            .ConfigureAwait(false);
        App = app;
    }

    /// <summary>Decides what is to be sent, and says it.</summary>
    public async Task DecideAsync(CancellationToken cancellationToken)
    {
        foreach (var aspect in Aspects)
        {
            await aspect.DecideAsync(this, cancellationToken).ConfigureAwait(false);
        }

        if (Errors.Count == 0)
        {
            Describe();
        }
    }

    /// <summary>The permissions that carrying out the plan takes and the sign-in doesn't have: the service would refuse it halfway.</summary>
    public IReadOnlyList<string> MissingRights =>
        HasChanges ? RightsCheck.Missing([.. Aspects.SelectMany(aspect => aspect.Rights(this))], Work.Connection.Info) : [];

    /// <summary>Says anew what is to be sent.</summary>
    public void Describe() =>
        Steps = [.. Aspects.SelectMany(aspect => aspect.Describe(this).Select(step => step with { IsLast = aspect.IsLast }))];

    /// <summary>Adds something that was done before this plan was made.</summary>
    public void Say(PlannedStep step) => Steps = [step, .. Steps];

    /// <summary>The app with all parts as they are after the run, or would be.</summary>
    public AppRegistration Apply(bool done) => Aspects.Aggregate(App, (app, aspect) => aspect.Apply(this, app, done));
}

/// <summary>What becomes of one thing of a guide's step.</summary>
/// <param name="Step">The step.</param>
/// <param name="State">Whether it is to be sent, there already, or left out.</param>
/// <param name="Words">The thing, in words.</param>
internal sealed record PlannedStep(string Step, VendorAppStepState State, string Words)
{
    /// <summary>Whether it is sent last, on an app that is complete otherwise.</summary>
    public bool IsLast { get; init; }

    /// <summary>Something that is to be sent.</summary>
    public static PlannedStep Change(string step, string words) => new(step, VendorAppStepState.Planned, words);

    /// <summary>Something that is there already.</summary>
    public static PlannedStep AlreadyDone(string step, string words) => new(step, VendorAppStepState.AlreadyDone, words);

    /// <summary>Something that a parameter says to leave out.</summary>
    public static PlannedStep LeftOut(string step, string words) => new(step, VendorAppStepState.LeftOut, words);

    /// <summary>Something that is added unless it is there.</summary>
    public static PlannedStep Added(string step, bool isThere, string words) =>
        isThere ? AlreadyDone(step, $"{words}: there already") : Change(step, $"add {words}");

    /// <summary>A setting that is set unless it has the value.</summary>
    public static PlannedStep Set(string step, bool isSet, AppSetting setting, object? value) =>
        isSet ? AlreadyDone(step, $"{setting.ToSet(value)}: done already") : Change(step, setting.ToSet(value));
}

/// <summary>One way in which an app differs from what it shall be.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Severity">What it means.</param>
/// <param name="Property">The property or entry that differs.</param>
/// <param name="Expected">What it shall be.</param>
/// <param name="Actual">What it is.</param>
/// <param name="Fix">The command that corrects it; otherwise what to do.</param>
internal sealed record AppDifference(
    VendorAppCheck Check,
    VendorAppSeverity Severity,
    string Property,
    string Expected,
    string Actual,
    string Fix
)
{
    /// <summary>Whether it is about something that is there and was not asked for. The names of such checks end so.</summary>
    public bool IsExtra => Check.ToString().EndsWith("Extra", StringComparison.Ordinal);

    /// <summary>What differs, and what it is.</summary>
    public string InWords => $"{Property}: {Actual}";
}
