using System.Globalization;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Changes;

/// <summary>What a command would change of an app: in words for the question, in requests for the service, and what comes of it.</summary>
/// <param name="App">The app that it was planned for.</param>
/// <param name="Expected">The app as it is afterwards, or is already.</param>
/// <param name="Replan">Plans anew on a fresh read, towards the same end.</param>
internal sealed record AppChange(AppRegistration App, AppRegistration Expected, Func<CancellationToken, Task<AppChange>> Replan)
{
    /// <summary>What would be sent, in words; empty if there is nothing to change.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Where nothing is to change: why not, after the app's name, such as "has the role 'x' already".</summary>
    public string NoChangeReason { get; init; } = "is so already";

    /// <summary>What was named to be removed and isn't there. It counts in the first plan only: later ones find what the first has removed.</summary>
    public Absence Absence { get; init; } = Absence.None;

    /// <summary>What a careful colleague would mention.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The requests in their order; each one only if the one before succeeded.</summary>
    public IReadOnlyList<AppWrite> Writes { get; init; } = [];

    /// <summary>The app as it is once all is written, where only the answers tell; null: as expected.</summary>
    public Func<AppRegistration>? Result { get; init; }

    /// <summary>Further errors after which planning anew on a fresh read leads on.</summary>
    public Func<GraphException, bool> MayBeRepeated { get; init; } = static _ => false;

    /// <summary>When it was planned, by the clock's timestamp.</summary>
    public required long PlannedAt { get; init; }

    /// <summary>Turns a refusal of the service into what the person can do about it; null for one that speaks for itself.</summary>
    public Func<GraphException, AppException?> Explain { get; init; } = static _ => null;

    /// <summary>How a plan ends that leaves others alone.</summary>
    public static string Staying(int others) => others switch
    {
        0 => "",
        1 => "; one other stays",
        _ => string.Create(CultureInfo.InvariantCulture, $"; {others} others stay"),
    };
}

/// <summary>One request of a change.</summary>
/// <param name="Request">What is sent.</param>
/// <param name="Remember">Keeps what it has changed, because reads may show the state before for a while. Gets the answer.</param>
/// <param name="Patch">What it puts in the place of what is there; null for a request that adds or removes a single thing.</param>
internal sealed record AppWrite(GraphRequest Request, Action<GraphResponse> Remember, ApplicationResource? Patch = null);
