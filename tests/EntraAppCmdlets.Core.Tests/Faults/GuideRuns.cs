using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Faults;

/// <summary>The runs that are disturbed. A run that may be cut off and started again replaces the secrets of earlier runs.</summary>
internal static class GuideRuns
{
    public static GuideRun AuthentikSteps { get; } = new("authentik, step by step", async (bench, cancel) =>
    {
        var result = await bench.RunAuthentikAsync(replaceSecret: true, cancel);
        if (!result.Succeeded || result.MissingRoles.Count > 0)
            throw new RunUnprovenException($"sign in as the app: {result}");
    });

    public static IReadOnlyList<GuideRun> All { get; } = [AuthentikSteps];
}

/// <summary>All was carried out, but the app can't sign in.</summary>
internal sealed class RunUnprovenException(string message) : Exception(message);
