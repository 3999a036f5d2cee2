namespace EntraAppCmdlets.Aspects;

/// <summary>What an app shall be: a part for each thing that is asked of it. Plain data, in terms of the field; it knows neither templates nor requests.</summary>
/// <param name="Name">Who asks for it, as messages name it: the vendor.</param>
/// <param name="Parts">The parts; those that others build upon come first.</param>
internal sealed record AppSpec(string Name, IReadOnlyList<SpecPart> Parts)
{
    /// <summary>The other apps of the same guide that exist: what they have of this one is no addition of others.</summary>
    public IReadOnlyList<CompanionApp> Companions { get; init; } = [];

    /// <summary>The part of a kind; null without one.</summary>
    public T? Find<T>()
        where T : SpecPart => Parts.OfType<T>().FirstOrDefault();

    /// <summary>All that it says.</summary>
    public IEnumerable<SpecFact> Facts() => Parts.SelectMany(part => part.Facts(this));

    /// <summary>The app as it will be.</summary>
    public AppRegistration Expected(Guid tenantId) => Parts.Select(part => part.Begin()).OfType<AppOrigin>().Single().Expected(tenantId);

    /// <summary>The same with another part of its kind.</summary>
    public AppSpec With<T>(Func<T, T> change)
        where T : SpecPart => this with { Parts = [.. Parts.Select(part => part is T one ? change(one) : part)] };
}

/// <summary>Another app of the same guide.</summary>
/// <param name="App">The app.</param>
/// <param name="AuthorizedFor">The scopes of this app that it is authorized for as a client; empty if it isn't one.</param>
internal sealed record CompanionApp(AppRegistration App, IReadOnlyList<string> AuthorizedFor);

/// <summary>One thing that an app shall have.</summary>
internal abstract record SpecPart
{
    /// <summary>The step of the guide that asks for it.</summary>
    public string Step { get; init; } = "";

    /// <summary>Begins to work on it for one app.</summary>
    public abstract AppAspect Begin();

    /// <summary>What it says, entry by entry. Two apps are alike if their specifications say the same.</summary>
    /// <param name="spec">The specification that it is a part of.</param>
    public abstract IEnumerable<SpecFact> Facts(AppSpec spec);
}
