using System.Diagnostics;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets;

/// <summary>
/// The base of every cmdlet that only reads apps. Inputs that follow closely on each other are gathered and read together, with as few requests as there are kinds of
/// reads; what they give is written in their order. The first is read at once, and so is one that comes after a pause.
/// </summary>
public abstract class AppReadCmdlet : AppCmdlet
{
    /// <summary>As many inputs as the batches that are under way at the same time answer.</summary>
    private const int Most = GraphBatch.MostAtOnce * GraphBatch.Largest * GraphLookup.Most;

    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly InputGathering _gathering = new(Most);
    private readonly List<AppReference> _gathered = [];
    private readonly Dictionary<TenantConnection, SharedReads> _reads = [];
    private ReadProgress? _progress;

    /// <summary>Reads what one app gives.</summary>
    /// <param name="work">What to read it with: a client that shares its requests with those of the other apps.</param>
    /// <param name="app">The app.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private protected abstract Task<IEnumerable<object>> ReadAsync(
        CommandContext work,
        AppRegistration app,
        CancellationToken cancellationToken
    );

    private protected sealed override Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Apps are read together.");

    /// <inheritdoc/>
    protected sealed override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        _gathered.Add(App);
        if (_gathering.IsComplete(_gathered.Count))
        {
            await AnswerAsync(cancellationToken);
        }

        _gathering.Wait();
    }

    /// <inheritdoc/>
    protected sealed override async Task EndAsync(CancellationToken cancellationToken)
    {
        await AnswerAsync(cancellationToken);
        _progress?.Dispose();
    }

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        var started = _gathering.Clock.GetTimestamp();
        var inputs = _gathered.Select(reference => new Input(reference)).ToList();
        _gathered.Clear();
        _progress ??= new ReadProgress(Log, TimeProvider.System, $"run {CommandNeeds.NameOf(GetType())}");
        // The next step may stop the pipeline at any object: then no read goes on.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = StartAsync(inputs, stop.Token);
        try
        {
            foreach (var input in inputs)
            {
                await WriteAsync(input);
                _progress.Add(1);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }

        _gathering.Finish(started);
    }

    /// <summary>Reads for all inputs, those of each tenant together. Never fails itself: each input keeps what went wrong with it.</summary>
    private Task StartAsync(List<Input> inputs, CancellationToken cancellationToken)
    {
        var placed = new List<(Input Input, CommandContext Work)>();
        foreach (var input in inputs)
        {
            try
            {
                Turn(input);
                placed.Add((input, Work()));
                _gathering.Clock = Work().Clock;
            }
            catch (AppException error)
            {
                input.Result.SetException(error);
            }
        }

        return Task.WhenAll(
            placed
                .GroupBy(item => item.Work.Connection)
                .Select(tenant =>
                {
                    if (!_reads.TryGetValue(tenant.Key, out var reads))
                    {
                        _reads[tenant.Key] = reads = new SharedReads();
                    }

                    var work = new CommandContext(tenant.Key, Log) { Since = _began };
                    return work.TogetherAsync(
                        reads,
                        [.. tenant.Select(item => (Func<CommandContext, Task>)(side => ReadAsync(item.Input, side, cancellationToken)))]
                    );
                })
        );
    }

    private async Task ReadAsync(Input input, CommandContext work, CancellationToken cancellationToken)
    {
        try
        {
            // A list holds enterprise applications too: what their vendors keep in their own tenants is not worth an error for each.
            if (NeedsApplication && input.App.Registration is { Id: null, IsPlanned: false, DeletedDateTime: null } other)
            {
                Log.Verbose($"'{other.DisplayName}' is registered in another tenant, which alone can read this of it.");
                input.Result.SetResult([]);
                return;
            }

            input.Result.SetResult(await ReadAsync(work, await FindAsync(input.App, work, cancellationToken), cancellationToken));
        }
        catch (OperationCanceledException canceled)
        {
            input.Result.SetCanceled(canceled.CancellationToken);
        }
        catch (Exception error)
        {
            input.Result.SetException(error);
        }
    }

    private async Task WriteAsync(Input input)
    {
        try
        {
            var found = await input.Result.Task;
            Turn(input);
            WriteObject(found, enumerateCollection: true);
        }
        catch (Exception error) when (IsOfInput(input, error))
        {
            WriteInputError(Explain(error));
        }
    }

    /// <summary>Whether the error concerns this input alone, so that the command goes on with the next.</summary>
    private bool IsOfInput(Input input, Exception error)
    {
        // An error names the input at work, also one that ends the command.
        App = input.App;
        return !ErrorRecords.EndsTheCommand(Explain(error)) && ErrorRecords.From(Explain(error), CurrentInput, Refused) is not null;
    }

    /// <summary>Works for this input, in its tenant.</summary>
    private void Turn(Input input)
    {
        App = input.App;
        WorkFor(App);
    }

    private sealed record Input(AppReference App)
    {
        // Whoever waits for it goes on where it is, not inside the read.
        public TaskCompletionSource<IEnumerable<object>> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
