using BenchmarkDotNet.Running;
using Benchmarks;

if (args is ["import", ..])
{
    return await ImportTime
        .RunAsync(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 15)
        .ConfigureAwait(false);
}

if (args is ["sandbox", ..])
{
    return await SandboxLoad.RunAsync(Path.Combine(AppContext.BaseDirectory, "SandboxServer.dll"), 1_000, 10_000).ConfigureAwait(false);
}

if (args is ["rollout", ..])
{
    return Rollout.Run(tenants: 100, atOnce: 10);
}

if (args is ["peers", .. var peers])
{
    var work = peers is ["cold" or "reading" or "onboarding", ..] ? peers[0] : null;
    return await Peers
        .RunAsync(
            work,
            [.. peers.Skip(work is null ? 0 : 1).Select(size => int.Parse(size, System.Globalization.CultureInfo.InvariantCulture))]
        )
        .ConfigureAwait(false);
}

if (args is ["inventory", .. var given])
{
    int[] sizes =
        given.Length > 0 ? [.. given.Select(size => int.Parse(size, System.Globalization.CultureInfo.InvariantCulture))] : [1_000, 10_000];
    return await InventoryLoad.RunAsync(Path.Combine(AppContext.BaseDirectory, "SandboxServer.dll"), sizes).ConfigureAwait(false);
}

BenchmarkSwitcher.FromAssembly(typeof(ImportTime).Assembly).Run(args);
return 0;
