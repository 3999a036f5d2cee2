using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Undo;

namespace EntraAppCmdlets.Testing;

/// <summary>What a connection has written, taken back.</summary>
internal static class UndoBench
{
    /// <summary>What was written to a tenant before a run that takes it back.</summary>
    private static readonly ConditionalWeakTable<SandboxTenant, IReadOnlyList<JournalLine>> Kept = [];

    /// <summary>The writes of a connection, as its journal keeps them.</summary>
    public static IReadOnlyList<JournalLine> Lines(this TenantBench bench, int after = 0) =>
        [
            .. bench
                .Journal.Lines.Select(
                    (line, i) => new JournalLine(i + 1, JsonSerializer.Deserialize(line, JournalJson.Default.JournalEntry)!)
                )
                .Skip(after)
                .Where(line => line.MayHaveHappened),
        ];

    /// <summary>Keeps what a connection has written, for runs that know the tenant only.</summary>
    /// <param name="bench">The connection.</param>
    /// <param name="after">How many lines of its journal are not meant.</param>
    public static void Keep(this TenantBench bench, int after = 0) => Kept.AddOrUpdate(bench.Tenant, bench.Lines(after));

    /// <summary>Takes back what was kept of the tenant.</summary>
    public static async Task UndoKeptAsync(this TenantBench bench, CancellationToken cancellationToken)
    {
        if (!Kept.TryGetValue(bench.Tenant, out var lines))
        {
            throw new InvalidOperationException("Nothing was kept of this tenant.");
        }

        var left = (await bench.UndoAsync(lines, cancellationToken: cancellationToken)).Writes.FirstOrDefault(write =>
            write.Outcome == AppUndoOutcome.NotUndone && write.Line.Entry.Irreversible is null
        );
        if (left is not null)
        {
            throw new RunUnprovenException($"take everything back: {left.Result(bench.Connection.TenantId)}");
        }
    }

    /// <summary>Takes writes back, as the command does.</summary>
    public static async Task<UndoPlan> UndoAsync(
        this TenantBench bench,
        IReadOnlyList<JournalLine> lines,
        bool force = false,
        CancellationToken cancellationToken = default
    )
    {
        var undo = new ChangeUndo(bench.Work);
        var plan = await undo.PlanAsync(lines, force, cancellationToken);
        await undo.ApplyAsync(plan, cancellationToken);
        return plan;
    }

    /// <summary>The state of a tenant without what is deleted but could be restored, and what belongs to that; a directory role that was assigned once stays
    /// activated.</summary>
    public static string LiveState(this SandboxTenant tenant) => WithoutDeleted(tenant.ExportState(normalizeIds: true));

    private static string WithoutDeleted(string state)
    {
        var root = JsonNode.Parse(state)!.AsObject();
        root.Remove("directoryRoles");
        var items = root.SelectMany(table => table.Value!.AsArray().OfType<JsonObject>()).ToList();
        var gone = items.Where(item => item["deletedDateTime"] is not null).Select(item => item["id"]!.ToString()).ToHashSet();
        foreach (
            var item in items.Where(item => item.Any(property => property.Value is JsonValue value && gone.Contains(value.ToString())))
        )
        {
            item.Parent!.AsArray().Remove(item);
        }

        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }
}
