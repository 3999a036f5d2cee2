using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets.Guides;

/// <summary>What each step of a guide comes to: what is to be sent, what is there already, what was left out.</summary>
internal sealed class GuideProgress(AppSpec design)
{
    private readonly Dictionary<string, List<(VendorAppStepState State, string Words)>> _entries = [];

    /// <summary>Something that is to be sent.</summary>
    public void Change(string step, string words) => Add(step, VendorAppStepState.Planned, words);

    /// <summary>Something that is there already.</summary>
    public void AlreadyDone(string step, string words) => Add(step, VendorAppStepState.AlreadyDone, words);

    /// <summary>Something that the command was told to leave out.</summary>
    public void LeaveOut(string step, string words) => Add(step, VendorAppStepState.LeftOut, words);

    /// <summary>Whether anything is to be sent.</summary>
    public bool HasChanges => _entries.Values.Any(list => list.Exists(entry => entry.State == VendorAppStepState.Planned));

    /// <summary>What is to be sent for these steps, in words and in the guide's order; null for all steps.</summary>
    public IEnumerable<string> Planned(IReadOnlySet<string>? steps = null) =>
        from step in design.Steps
        where steps?.Contains(step.Id) ?? true
        from entry in _entries.GetValueOrDefault(step.Id) ?? []
        where entry.State == VendorAppStepState.Planned
        select entry.Words;

    /// <summary>The steps in the guide's order.</summary>
    /// <param name="done">Whether what was to be sent has been sent.</param>
    /// <param name="fill">Fills in what stands in braces.</param>
    public IReadOnlyList<VendorAppStep> Steps(bool done, Func<string, string> fill) => [.. design.Steps.Select(step =>
    {
        var entries = _entries.GetValueOrDefault(step.Id) ?? [];
        return new VendorAppStep
        {
            Vendor = design.Vendor,
            Guide = step.Guide,
            Text = fill(step.Text),
            State = State(step, entries, done),
            Details = entries.Count == 0 ? null : string.Join("; ", entries.Select(entry => entry.Words)),
        };
    })];

    private static VendorAppStepState State(TemplateStep step, List<(VendorAppStepState State, string Words)> entries, bool done)
    {
        if (step.By == TemplateActor.Person)
            return VendorAppStepState.ForPerson;
        if (entries.Exists(entry => entry.State == VendorAppStepState.Planned))
            return done ? VendorAppStepState.Done : VendorAppStepState.Planned;
        if (entries.Exists(entry => entry.State == VendorAppStepState.LeftOut))
            return VendorAppStepState.LeftOut;
        // A step of values alone is done by handing them over.
        return entries.Count > 0 ? VendorAppStepState.AlreadyDone : done ? VendorAppStepState.Done : VendorAppStepState.Planned;
    }

    private void Add(string step, VendorAppStepState state, string words)
    {
        if (!_entries.TryGetValue(step, out var list))
            _entries[step] = list = [];
        list.Add((state, words));
    }
}
