using System.Globalization;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Changes;

/// <summary>A change of an app in a directory that other runs change too, and that shows what was written some time later: planned anew on a fresh
/// read until it is done.</summary>
/// <param name="App">The app that it was planned for.</param>
/// <param name="Expected">The app as it is afterwards, or is already.</param>
/// <param name="Replan">Plans anew on a fresh read, towards the same end.</param>
internal sealed record AppChange(AppRegistration App, AppRegistration Expected, Func<CancellationToken, Task<AppChange>> Replan)
    : Change<AppRegistration>(Expected)
{
    /// <summary>A plan older than this (a person was asked meanwhile) is made anew before it is carried out.</summary>
    private static readonly TimeSpan StillFresh = TimeSpan.FromSeconds(2);

    /// <summary>What is being done, in words that follow "could not".</summary>
    public string What { get; init; } = $"change '{App.DisplayName}'";

    /// <summary>What is done first and once, such as making what the change builds upon; null for nothing.</summary>
    public Func<CancellationToken, Task>? Before { get; init; }

    /// <summary>The requests to the application object in their order; each one only if the one before succeeded.</summary>
    public IReadOnlyList<AppWrite> Writes { get; init; } = [];

    /// <summary>The app as it is once all is written, where only the answers tell; null: as expected.</summary>
    public Func<AppRegistration>? Result { get; init; }

    /// <summary>Further errors after which planning anew on a fresh read leads on.</summary>
    public Func<GraphException, bool> MayBeRepeated { get; init; } = static _ => false;

    /// <summary>When it was planned, by the clock's timestamp; null for one that every attempt finds out afresh what is left to do of.</summary>
    public required long? PlannedAt { get; init; }

    /// <summary>Turns a refusal of the service into what the person can do about it; null for one that speaks for itself.</summary>
    public Func<GraphException, AppException?> Explain { get; init; } = static _ => null;

    /// <summary>How a plan ends that leaves others alone.</summary>
    public static string Staying(int others) =>
        others switch
        {
            0 => "",
            1 => "; one other stays",
            _ => string.Create(CultureInfo.InvariantCulture, $"; {others} others stay"),
        };

    /// <summary>Does what the plan says; where the directory or another run is in the way, or an answer was lost, plans anew on a fresh read.</summary>
    /// <inheritdoc/>
    public override async Task<AppRegistration> ApplyAsync(CommandContext work, CancellationToken cancellationToken)
    {
        if (Before is not null)
        {
            await Before(cancellationToken).ConfigureAwait(false);
        }

        var change = this;
        var again = PlannedAt is { } plannedAt && work.Clock.GetElapsedTime(plannedAt) > StillFresh;
        try
        {
            return await work
                .Graph.UntilVisibleAsync(
                    What,
                    async cancel =>
                    {
                        if (again)
                        {
                            work.Recent.Doubt(App.AppId);
                            change = await change.Replan(cancel).ConfigureAwait(false);
                        }

                        again = true;
                        return await change.SendAsync(work, cancel).ConfigureAwait(false);
                    },
                    error => ReplicationErrors.AppWrite(error) || change.MayBeRepeated(error),
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (GraphException error) when (change.Explain(error) is { } explained)
        {
            throw explained;
        }
    }

    private async Task<AppRegistration> SendAsync(CommandContext work, CancellationToken cancellationToken)
    {
        if (Send is not null)
        {
            return await Send(cancellationToken).ConfigureAwait(false);
        }

        if (Writes.Count > 0)
        {
            await new MergingWriter(work).SendAsync(Expected, Writes, cancellationToken).ConfigureAwait(false);
        }

        return Result?.Invoke() ?? Expected;
    }
}

/// <summary>One request of a change.</summary>
/// <param name="Request">What is sent.</param>
/// <param name="Remember">Keeps what it has changed, because reads may show the state before for a while. Gets the answer.</param>
/// <param name="Patch">What it puts instead of the current value; null for a request that adds or removes a single thing.</param>
internal sealed record AppWrite(GraphRequest Request, Action<GraphResponse> Remember, ApplicationResource? Patch = null);
