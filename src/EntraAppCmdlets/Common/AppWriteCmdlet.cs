using System.Runtime.ExceptionServices;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets;

/// <summary>
/// The base of every cmdlet that changes apps. Inputs that follow closely on each other are gathered, and what they read and write at the same time goes out in
/// batches; each of them asks in its turn, and what they give is written in their order. Where a person may be asked, one app is changed after the other.
/// </summary>
public abstract class AppWriteCmdlet : AppCmdlet
{
    /// <summary>As many inputs as the batches that are under way at the same time hold, if each sends one request.</summary>
    private const int Most = GraphBatch.MostAtOnce * GraphBatch.Largest;

    private readonly InputGathering _gathering = new(Most);
    private readonly List<Input> _inputs = [];
    private ReadProgress? _progress;
    private IDisposable? _ahead;

    // Each input is worked on by a copy of the command, which has its parameters as they were bound for it.
    private CommandContext? _side;
    private InputTurns? _turns;
    private int _place;

    private protected sealed override CommandContext Work() => _side ?? base.Work();

    /// <summary>What the command reads for every input, by what the command line says: it comes along with what an earlier step of the pipeline reads.</summary>
    private protected virtual IEnumerable<GraphRequest> ReadsAhead => [];

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        await base.BeginAsync(cancellationToken);
        if (MyInvocation.ExpectingInput)
        {
            _ahead = Work().Graph.Want([.. ReadsAhead]);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ahead?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected sealed override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Exception? unfit = null;
        try
        {
            WorkFor(App);
            _gathering.Clock = Work().Clock;
            await PrepareOnceAsync(cancellationToken);
        }
        catch (Exception error) when (error is AppException or GraphException)
        {
            unfit = error;
        }

        _inputs.Add(new Input((AppWriteCmdlet)MemberwiseClone(), unfit));
        if ((MayAsk && !IsRehearsal) || _gathering.IsComplete(_inputs.Count))
        {
            await ChangeAsync(cancellationToken);
        }

        _gathering.Wait();
    }

    /// <inheritdoc/>
    protected sealed override async Task EndAsync(CancellationToken cancellationToken)
    {
        await ChangeAsync(cancellationToken);
        _progress?.Dispose();
    }

    private protected sealed override async Task<T> InTurnAsync<T>(Func<T> ask, CancellationToken cancellationToken)
    {
        await _turns!.TakeAsync(_place, Work().Graph);
        try
        {
            return ask();
        }
        finally
        {
            if (Held is { } held)
            {
                if (held.HasErrors && StopsOnErrors)
                {
                    _turns.EndAfter(_place);
                }

                _turns.Pass(_place);
            }
        }
    }

    private async Task ChangeAsync(CancellationToken cancellationToken)
    {
        var started = _gathering.Clock.GetTimestamp();
        List<Input> inputs = [.. _inputs];
        _inputs.Clear();
        _progress ??= new ReadProgress(Log, TimeProvider.System, $"run {CommandNeeds.NameOf(GetType())}");
        // One alone, and a rehearsal, which sends nothing, write at once; others once it is their turn.
        var isHeld = inputs.Count > 1 && !IsRehearsal;
        var turns = new InputTurns(inputs.Count);
        for (var place = 0; place < inputs.Count; place++)
        {
            inputs[place].Begin(turns, place, isHeld);
        }

        // The next step may stop the pipeline at any object: then nothing more is sent.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var changing = ChangeAsync(inputs, stop.Token);
        try
        {
            foreach (var input in inputs)
            {
                await input.Ended;
                foreach (var written in input.Held(StopsOnErrors ? false : null))
                {
                    Write(written);
                }

                _progress.Add(1);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await changing;
        }

        // What was done is handed on before an error ends the command.
        if (inputs.Find(input => input.Failure is not null) is { } failed)
        {
            App = failed.Command.App;
            WorkIn(App.TenantId);
            ExceptionDispatchInfo.Throw(failed.Failure!);
        }

        foreach (var error in inputs.SelectMany(input => input.Held(null)))
        {
            Write(error);
        }

        cancellationToken.ThrowIfCancellationRequested();
        _gathering.Finish(started);
    }

    /// <summary>Finds the apps of all inputs, and then changes them, those of each tenant together. Never fails itself: each input keeps what went wrong with it.</summary>
    private static async Task ChangeAsync(List<Input> inputs, CancellationToken cancellationToken)
    {
        await TogetherAsync(inputs, (input, side) => input.FindAsync(side, cancellationToken));
        // Inputs that name the same app are carried out one after the other.
        foreach (
            var same in inputs.Where(input => input.Found is not null).GroupBy(input => (input.Command.Connection, input.Found!.AppId))
        )
        {
            foreach (var (earlier, later) in same.Zip(same.Skip(1)))
            {
                later.After = earlier;
            }
        }

        await TogetherAsync(inputs, (input, side) => input.ChangeAsync(side, cancellationToken));
    }

    private static Task TogetherAsync(List<Input> inputs, Func<Input, CommandContext, Task> work) =>
        Task.WhenAll(
            inputs
                .GroupBy(input => input.Context)
                .Select(tenant =>
                    tenant.Key is { } context
                        ? context.ChangeTogetherAsync([.. tenant.Select(input => (Func<CommandContext, Task>)(side => work(input, side)))])
                        : Task.WhenAll(tenant.Select(input => work(input, null!)))
                )
        );

    /// <summary>An input, and what came of it.</summary>
    /// <param name="command">The command, as its parameters were bound for the input.</param>
    /// <param name="unfit">Why it can't be worked on; null if it can.</param>
    private sealed class Input(AppWriteCmdlet command, Exception? unfit)
    {
        // Whoever waits for it goes on where it is.
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Exception? _unfit = unfit;

        public AppWriteCmdlet Command => command;

        /// <summary>What works in its tenant; null if it can't be worked on.</summary>
        public CommandContext? Context { get; } = unfit is null ? command.Work() : null;

        public AppRegistration? Found { get; private set; }

        /// <summary>One that names the same app and comes before it.</summary>
        public Input? After { get; set; }

        public Task Ended => _ended.Task;

        /// <summary>What ends the command.</summary>
        public Exception? Failure { get; private set; }

        public void Begin(InputTurns turns, int place, bool isHeld)
        {
            command._turns = turns;
            command._place = place;
            command.Held = isHeld ? new HeldOutput() : null;
        }

        /// <summary>Takes what it has written: all of it, the errors alone, or the others alone.</summary>
        public IReadOnlyList<Action> Held(bool? errors) => command.Held?.Take(errors) ?? [];

        public async Task FindAsync(CommandContext? side, CancellationToken cancellationToken)
        {
            if (_unfit is not null)
            {
                return;
            }

            try
            {
                Found = await command.FindAsync(command.App, side!, cancellationToken);
            }
            catch (Exception error)
            {
                _unfit = error;
            }
        }

        public async Task ChangeAsync(CommandContext? side, CancellationToken cancellationToken)
        {
            command._side = side;
            try
            {
                await TryAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested || command._turns!.AreOver(command._place))
            {
                command._turns!.EndAfter(command._place);
            }
            catch (Exception error)
            {
                Failure = error;
                command._turns!.EndAfter(command._place);
            }
            finally
            {
                command._turns!.Pass(command._place);
                _ended.SetResult();
            }
        }

        private async Task TryAsync(CancellationToken cancellationToken)
        {
            try
            {
                if (_unfit is not null)
                {
                    ExceptionDispatchInfo.Throw(_unfit);
                }

                if (After is not null)
                {
                    var pause = command._side!.Graph.Pause();
                    await After.Ended;
                    pause.End();
                }

                await command.ProcessAppAsync(Found!, cancellationToken);
            }
            catch (Exception error) when (command.IsOfInput(error))
            {
                await command.WriteInTurnAsync(error);
            }
        }
    }

    /// <summary>Whether the error concerns this input alone, so that the command goes on with the next.</summary>
    private bool IsOfInput(Exception error) =>
        !EndsTheCommand(error) && ErrorRecords.From(Explain(error), CurrentInput, Refused) is not null;

    private async Task WriteInTurnAsync(Exception error)
    {
        if (Held is null && _side is not null)
        {
            await _turns!.TakeAsync(_place, _side.Graph);
        }
        else if (StopsOnErrors)
        {
            _turns!.EndAfter(_place);
        }

        WriteInputError(Explain(error));
    }
}
