using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Aspects.Credentials;

/// <summary>The credentials of one kind and description that follow one another, and which of them are due.</summary>
/// <param name="App">The app.</param>
/// <param name="Kind">Secrets or certificates.</param>
/// <param name="Name">The description.</param>
/// <param name="Newest">The newest one of the description; null without one.</param>
/// <param name="MakesOne">Whether a new one is due.</param>
/// <param name="Start">When the new one begins.</param>
/// <param name="Removed">What had its time.</param>
/// <param name="Kept">What stays beside the new one.</param>
internal record CredentialChain(
    AppRegistration App,
    AppCredentialKind Kind,
    string Name,
    AppCredential? Newest,
    bool MakesOne,
    DateTimeOffset Start,
    IReadOnlyList<AppCredential> Removed,
    IReadOnlyList<AppCredential> Kept
)
{
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Where the new one goes, in words that follow its end.</summary>
    protected virtual string Where => "";

    /// <summary>Why there is nothing to do.</summary>
    public string NoChangeReason =>
        $"The newest {Word(Kind)} '{Name}' of '{App.DisplayName}' is valid until {Newest?.EndDateTime:yyyy-MM-dd}";

    /// <summary>Says what rotating would do.</summary>
    /// <param name="work">What the running command works with.</param>
    /// <param name="app">The app.</param>
    /// <param name="kind">Secrets or certificates.</param>
    /// <param name="name">The description of those that follow one another.</param>
    /// <param name="endsWithin">A new one is made only if the newest ends within this time; null for always.</param>
    /// <param name="overlap">How old its successor must be for one to be removed; null for never.</param>
    /// <param name="now">The start of the new one.</param>
    /// <param name="isLost">Whether the newest was never handed over, so that another is due.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<CredentialChain> PlanAsync(
        CommandContext work,
        AppRegistration app,
        AppCredentialKind kind,
        string name,
        TimeSpan? endsWithin,
        TimeSpan? overlap,
        DateTimeOffset now,
        Func<AppCredential, bool> isLost,
        CancellationToken cancellationToken
    )
    {
        var all = (await new CredentialService(work).GetAsync(app, cancellationToken).ConfigureAwait(false))
            .Where(credential => credential.Kind == kind)
            .ToList();
        var chain = all.Where(item => string.Equals(item.DisplayName, name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(item => item.StartDateTime)
            .ThenBy(item => item.EndDateTime)
            .ToList();
        var newest = chain.LastOrDefault();
        var makesOne = endsWithin is not { } within || newest?.EndDateTime is not { } end || end <= now + within || isLost(newest);
        var successors = chain.Skip(1).Select(item => item.StartDateTime ?? now).Concat(makesOne ? [now] : []);
        var removed = chain
            .Zip(successors)
            .Where(pair => overlap is { } time && pair.Second + time <= now)
            .Select(pair => pair.First)
            .ToList();
        return new CredentialChain(app, kind, name, newest, makesOne, now, removed, [.. chain.Except(removed)])
        {
            // A misspelt description would make a first one where a second one was meant.
            Warnings =
                newest is null && all.Count > 0
                    ? [FirstOfName(app, kind, name, [.. all.Select(item => $"'{item.DisplayName}'").Distinct()])]
                    : [],
        };
    }

    /// <summary>What would be sent, in words; empty if nothing is due.</summary>
    public IReadOnlyList<string> InWords(DateTimeOffset? end)
    {
        var words = new List<string>();
        if (MakesOne)
        {
            words.Add($"make the {Word(Kind)} '{Name}', valid until {end?.UtcDateTime:yyyy-MM-dd}{Where}");
        }

        if (Removed.Count > 0)
        {
            words.Add($"remove {string.Join(", ", Removed)}");
        }

        if (words.Count > 0 && Kept.Count > 0)
        {
            words.Add($"{string.Join(", ", Kept)} stay{(Kept.Count == 1 ? "s" : "")}");
        }

        return words;
    }

    private static string FirstOfName(AppRegistration app, AppCredentialKind kind, string name, string[] others) =>
        $"'{app.DisplayName}' has no {Word(kind)} '{name}' to rotate: an additional one is created, and {string.Join(", ", others)} {(others.Length == 1 ? "isn't" : "aren't")} replaced. "
        + $"To rotate {(others.Length == 1 ? others[0] : "one of these")}, specify its description with -DisplayName.";

    private static string Word(AppCredentialKind kind) => kind == AppCredentialKind.Secret ? "secret" : "certificate";
}
