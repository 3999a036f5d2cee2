using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.PowerShell;

/// <summary>
/// A session of PowerShell in this process, with the module imported: several scripts run in it one after the other. Variables, connections and what was
/// defined stay until the session ends.
/// </summary>
internal sealed class ShellSession : IDisposable
{
    private static readonly ConcurrentBag<Runspace> Idle = [];
    private readonly bool _lent;

    /// <summary>Begins a session.</summary>
    /// <param name="variables">Variables that the scripts find set.</param>
    /// <param name="folder">The current location; the repository's root by default.</param>
    /// <param name="host">Who answers its questions; nobody by default.</param>
    public ShellSession(IReadOnlyDictionary<string, object?>? variables = null, string? folder = null, PSHost? host = null)
    {
        Runspace = Open(host);
        Set(variables, folder);
    }

    private ShellSession(Runspace lent)
    {
        Runspace = lent;
        _lent = true;
    }

    /// <summary>
    /// Gives a session for scripts that only set variables and run commands: one that an earlier test is done with, if there is one, which is quicker than to
    /// open another.
    /// </summary>
    public static ShellSession Borrow(IReadOnlyDictionary<string, object?>? variables = null, string? folder = null)
    {
        var session = new ShellSession(Idle.TryTake(out var idle) ? idle : Open(host: null));
        session.Reset(variables, folder);
        return session;
    }

    /// <summary>Where the session's connections are.</summary>
    public Runspace Runspace { get; }

    /// <summary>Runs a script in a session of its own.</summary>
    public static ShellResult RunOnce(string script, IReadOnlyDictionary<string, object?>? variables = null)
    {
        using var session = new ShellSession(variables);
        return session.Run(script);
    }

    /// <summary>Ends what the session holds, its variables and connections, as a parallel loop does between two items: quicker than another session.</summary>
    public void Reset(IReadOnlyDictionary<string, object?>? variables = null, string? folder = null)
    {
        Runspace.ResetRunspaceState();
        Set(variables, folder);
    }

    /// <summary>Makes a connection one of the session's own, the default one.</summary>
    public void Use(TenantConnection connection)
    {
        var before = Runspace.DefaultRunspace;
        Runspace.DefaultRunspace = Runspace;
        try
        {
            ConnectionStore.Current.Add(connection);
        }
        finally
        {
            Runspace.DefaultRunspace = before;
        }
    }

    /// <summary>Runs a script in the session, to its end or to the error that ends it.</summary>
    public ShellResult Run(string script)
    {
        using var shell = System.Management.Automation.PowerShell.Create(Runspace);
        shell.AddScript(script);
        var progress = new List<ProgressRecord>();
        shell.Streams.Progress.DataAdded += (_, added) => progress.Add(Copy(shell.Streams.Progress[added.Index]));
        using var output = new PSDataCollection<PSObject?>();
        ErrorRecord? failure = null;
        try
        {
            shell.Invoke(null, output, new PSInvocationSettings { AddToHistory = false });
        }
        catch (RuntimeException e)
        {
            failure = e.ErrorRecord;
        }

        return new ShellResult
        {
            Output = [.. output.Select(Bare)],
            Failure = failure,
            Errors = failure is null ? [.. shell.Streams.Error] : [.. shell.Streams.Error, failure],
            Warnings = [.. shell.Streams.Warning.Select(record => record.Message)],
            Verbose = [.. shell.Streams.Verbose.Select(record => record.Message)],
            Debug = [.. shell.Streams.Debug.Select(record => record.Message)],
            Information = [.. shell.Streams.Information],
            Progress = progress,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_lent)
        {
            Runspace.Dispose();
            return;
        }

        // Ends its connections now, not when somebody needs it again.
        Runspace.ResetRunspaceState();
        Idle.Add(Runspace);
    }

    private void Set(IReadOnlyDictionary<string, object?>? variables, string? folder)
    {
        foreach (var (name, value) in variables ?? new Dictionary<string, object?>())
        {
            Runspace.SessionStateProxy.SetVariable(name, value);
        }

        Runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(folder ?? Checkout.Root));
    }

    private static Runspace Open(PSHost? host)
    {
        var state = InitialSessionState.CreateDefault2();
        var runspace = host is null ? RunspaceFactory.CreateRunspace(state) : RunspaceFactory.CreateRunspace(host, state);
        // One thread for all scripts of a session, as a console has it.
        runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        runspace.Open();
        using var shell = System.Management.Automation.PowerShell.Create(runspace);
        shell
            .AddCommand("Import-Module")
            .AddArgument(Checkout.PathOf("EntraAppCmdlets.psd1"))
            .AddParameter("ErrorAction", ActionPreference.Stop)
            .Invoke();
        return runspace;
    }

    /// <summary>The object itself, where PowerShell has only wrapped it.</summary>
    private static object? Bare(PSObject? item) => item?.BaseObject is PSCustomObject ? item : item?.BaseObject;

    /// <summary>A record goes on changing after it was written.</summary>
    private static ProgressRecord Copy(ProgressRecord record) =>
        new(record.ActivityId, record.Activity, record.StatusDescription)
        {
            CurrentOperation = record.CurrentOperation,
            ParentActivityId = record.ParentActivityId,
            PercentComplete = record.PercentComplete,
            RecordType = record.RecordType,
            SecondsRemaining = record.SecondsRemaining,
        };
}
