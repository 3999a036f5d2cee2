namespace EntraAppCmdlets.Testing;

/// <summary>A guide carried out from its beginning to its end over one connection, which knows nothing of earlier runs.</summary>
/// <param name="Name">The guide, and how it is carried out.</param>
/// <param name="RunAsync">Carries it out; ends without an exception only if all of it is there and works.</param>
internal sealed record GuideRun(string Name, Func<TenantBench, CancellationToken, Task> RunAsync)
{
    /// <summary>What was there before, made by somebody else.</summary>
    public Func<TenantBench, Task> BeforeAsync { get; init; } = static _ => Task.CompletedTask;

    public override string ToString() => Name;
}
