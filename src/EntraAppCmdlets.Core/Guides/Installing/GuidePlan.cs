using EntraAppCmdlets.Aspects;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Guides;

/// <summary>What carrying out a guide would send, step by step of the guide.</summary>
/// <param name="guide">The guide.</param>
/// <param name="options">What the person wants of this run.</param>
/// <param name="work">The running command.</param>
/// <param name="errors">Takes an error for each thing that is named and not there.</param>
internal sealed class GuidePlan(VendorGuide guide, InstallOptions options, CommandContext work, ICollection<AppException> errors)
    : AppPlan(work, options.Apply(guide.Spec), errors)
{
    /// <summary>The guide.</summary>
    public VendorGuide Guide => guide;

    /// <summary>What the person wants of this run.</summary>
    public InstallOptions Options => options;

    /// <summary>What is to be sent, in words and in the guide's order.</summary>
    /// <param name="lastOnly">Whether only that counts which is sent last.</param>
    public IEnumerable<string> Planned(bool lastOnly = false) =>
        from step in guide.Steps
        from entry in Steps
        where entry.Step == step.Id && entry.State == VendorAppStepState.Planned && (entry.IsLast || !lastOnly)
        select entry.Words;

    /// <summary>The steps in the guide's order.</summary>
    /// <param name="done">Whether what was to be sent has been sent.</param>
    /// <param name="fill">Fills in the placeholders.</param>
    public IReadOnlyList<VendorAppStep> InOrder(bool done, Func<string, string> fill) => InOrder(guide, Steps, done, fill);

    /// <inheritdoc cref="InOrder(bool, Func{string, string})"/>
    /// <param name="guide">The guide.</param>
    /// <param name="planned">What is to be sent, or is there; empty while that is not known.</param>
    /// <param name="done">Whether what was to be sent has been sent.</param>
    /// <param name="fill">Fills in the placeholders.</param>
    public static IReadOnlyList<VendorAppStep> InOrder(
        VendorGuide guide,
        IReadOnlyList<PlannedStep> planned,
        bool done,
        Func<string, string> fill
    ) =>
        [
            .. guide.Steps.Select(step =>
            {
                var entries = planned.Where(entry => entry.Step == step.Id).ToList();
                return new VendorAppStep
                {
                    Vendor = guide.Vendor,
                    Guide = step.Guide,
                    Text = fill(step.Text),
                    State = StateOf(step, entries, done),
                    Details = entries.Count == 0 ? null : string.Join("; ", entries.Select(entry => entry.Words)),
                };
            }),
        ];

    private static VendorAppStepState StateOf(TemplateStep step, List<PlannedStep> entries, bool done)
    {
        if (step.By == TemplateActor.Person)
        {
            return VendorAppStepState.ForPerson;
        }

        if (entries.Exists(entry => entry.State == VendorAppStepState.Planned))
        {
            return done ? VendorAppStepState.Done : VendorAppStepState.Planned;
        }

        if (entries.Exists(entry => entry.State == VendorAppStepState.LeftOut))
        {
            return VendorAppStepState.LeftOut;
        }
        // A step of values alone is done by handing them over.
        return entries.Count > 0 ? VendorAppStepState.AlreadyDone
            : done ? VendorAppStepState.Done
            : VendorAppStepState.Planned;
    }
}
