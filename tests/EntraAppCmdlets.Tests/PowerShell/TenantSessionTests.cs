using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.PowerShell;

/// <summary>Tests of commands in a session that is connected to an embedded tenant of its own.</summary>
public abstract class TenantSessionTests : IDisposable
{
    private protected TenantSessionTests(TenantBench bench)
    {
        Bench = bench;
        Session.Use(bench.Connection);
    }

    private protected TenantBench Bench { get; }

    private protected ShellSession Session { get; } = new();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        Session.Run("Disconnect-AppTenant");
        Session.Dispose();
        Bench.Dispose();
    }

    /// <summary>Runs a script that has no error.</summary>
    private protected ShellResult Run(string script)
    {
        var result = Session.Run(script);
        Assert.Equal([], result.Errors.Select(error => error.ToString()));
        return result;
    }

    /// <summary>Runs a script that has no error, and counts its requests.</summary>
    private protected (IReadOnlyList<object?> Output, int Requests) Count(string script)
    {
        var mark = Bench.Tenant.Requests.Count;
        var output = Run(script).Output;
        return (output, Bench.Tenant.Requests.Count - mark);
    }
}
