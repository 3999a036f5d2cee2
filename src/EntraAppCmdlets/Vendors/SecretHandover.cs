using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace EntraAppCmdlets;

/// <summary>A command further down a pipeline that hands a new secret over.</summary>
internal interface ISecretTaker
{
    /// <summary>Refuses what it could not hand over, before a secret is made for it.</summary>
    /// <param name="coming">What will be piped in, as planned.</param>
    /// <exception cref="AppException">Whatever the command would answer once the secret exists.</exception>
    void Check(AppReference coming);
}

/// <summary>
/// Connects the commands that make a secret with those that hand it over. All commands of a pipeline begin before the first one works on an input, so
/// a taker is known here before a maker makes anything. Entra shows a secret once: what can't be handed over must not be made.
/// </summary>
internal static class SecretHandover
{
    // By runspace: a script block upstream runs its commands in pipelines of its own, and its output flows on all the same.
    private static readonly ConditionalWeakTable<Runspace, List<ISecretTaker>> Takers = [];

    /// <summary>Whether a command waits for a secret.</summary>
    public static bool IsAwaited => Here().Count > 0;

    /// <summary>Makes a taker known until its pipeline ends, which disposes what this returns.</summary>
    public static IDisposable Await(ISecretTaker taker)
    {
        var list = Takers.GetOrCreateValue(Runspace.DefaultRunspace);
        lock (list)
        {
            list.Add(taker);
        }

        return new Awaiting(list, taker);
    }

    /// <summary>Asks every taker before a secret is made.</summary>
    public static void Check(AppReference coming)
    {
        foreach (var taker in Here())
        {
            taker.Check(coming);
        }
    }

    private static List<ISecretTaker> Here()
    {
        if (!Takers.TryGetValue(Runspace.DefaultRunspace, out var list))
        {
            return [];
        }

        lock (list)
        {
            return [.. list];
        }
    }

    private sealed class Awaiting(List<ISecretTaker> list, ISecretTaker taker) : IDisposable
    {
        // A pipeline that was stopped may be cleared away by another thread.
        public void Dispose()
        {
            lock (list)
            {
                list.Remove(taker);
            }
        }
    }
}
