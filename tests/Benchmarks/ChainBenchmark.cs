using BenchmarkDotNet.Attributes;
using EntraAppCmdlets;
using EntraAppCmdlets.Testing;

namespace Benchmarks;

/// <summary>
/// authentik's chain against the embedded tenant, the client and the tenant both: registration, permissions, consent, secret, and a token
/// with the secret.
/// </summary>
[MemoryDiagnoser]
[ShortRunJob]
public class ChainBenchmark
{
    /// <summary>A new tenant each time, as in a test: its birth is part of it.</summary>
    [Benchmark(Baseline = true)]
    public Guid OpenTenant()
    {
        using var bench = new TenantBench();
        return bench.Work.TenantId;
    }

    [Benchmark]
    public async Task<bool> OpenTenantAndRunChain()
    {
        using var bench = new TenantBench();
        var result = await bench.RunAuthentikAsync().ConfigureAwait(false);
        return result.Succeeded ? true : throw new InvalidOperationException(result.Error);
    }
}
