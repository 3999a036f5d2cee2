using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;

namespace EntraAppCmdlets.Core.Tests.Faults;

/// <summary>Where a run is cut off.</summary>
internal enum CutOff
{
    None,

    /// <summary>The process ends before the request leaves.</summary>
    KilledBefore,

    /// <summary>The process ends after the request was carried out, before its answer arrives.</summary>
    KilledAfter,

    /// <summary>Ctrl+C before the request leaves.</summary>
    CancelledBefore,

    /// <summary>Ctrl+C after the request was carried out, before its answer arrives.</summary>
    CancelledAfter,
}

/// <summary>Something that can go wrong with one request.</summary>
/// <param name="Name">How a failing case is called.</param>
/// <param name="Fault">What the tenant does to it; null where the run itself is cut off.</param>
/// <param name="CutOff">How the run is cut off.</param>
internal sealed record Accident(string Name, Func<SandboxFault>? Fault, CutOff CutOff = CutOff.None)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(7);

    /// <summary>What can happen to an HTTP request.</summary>
    public static IReadOnlyList<Accident> OfRequests { get; } =
    [
        new("connection refused", () => new SandboxFault { Kind = SandboxFaultKind.ConnectionRefused }),
        new("reset before processing", () => new SandboxFault { Kind = SandboxFaultKind.ConnectionReset }),
        new("reset after processing", () => new SandboxFault { Kind = SandboxFaultKind.ConnectionReset, AfterProcessing = true }),
        new("answer cut off", () => new SandboxFault { Kind = SandboxFaultKind.ResponseCut }),
        new("malformed JSON", () => new SandboxFault { Kind = SandboxFaultKind.MalformedJson }),
        .. OfItems,
        new("killed before the request", null, CutOff.KilledBefore),
        new("killed after the request", null, CutOff.KilledAfter),
        new("Ctrl+C before the request", null, CutOff.CancelledBefore),
        new("Ctrl+C after the request", null, CutOff.CancelledAfter),
    ];

    /// <summary>What can happen to a single item of a batch, and to a whole request as well.</summary>
    public static IReadOnlyList<Accident> OfItems =>
        [
            new("429", () => new SandboxFault { Kind = SandboxFaultKind.Status, Status = 429 }),
            new(
                "429, Retry-After in seconds",
                () =>
                    new SandboxFault
                    {
                        Kind = SandboxFaultKind.Status,
                        Status = 429,
                        RetryAfter = Soon,
                    }
            ),
            new(
                "429, Retry-After as date",
                () =>
                    new SandboxFault
                    {
                        Kind = SandboxFaultKind.Status,
                        Status = 429,
                        RetryAfter = Soon,
                        RetryAfterAsDate = true,
                    }
            ),
            new(
                "503 with Retry-After",
                () =>
                    new SandboxFault
                    {
                        Kind = SandboxFaultKind.Status,
                        Status = 503,
                        RetryAfter = Soon,
                    }
            ),
            .. from status in new[] { 500, 502, 503, 504 }
            from after in new[] { false, true }
            select new Accident(
                $"{status} {(after ? "after" : "before")} processing",
                () =>
                    new SandboxFault
                    {
                        Kind = SandboxFaultKind.Status,
                        Status = status,
                        AfterProcessing = after,
                    }
            ),
            .. from status in new[] { 401, 403, 404, 409 }
            select new Accident($"{status}", () => new SandboxFault { Kind = SandboxFaultKind.Status, Status = status }),
        ];

    /// <summary>What can begin with a request and last for the rest of the run.</summary>
    public static IReadOnlyList<Accident> Lasting { get; } =
    [
        .. from accident in OfRequests
        where accident.Fault is not null
        select accident with
        {
            Name = $"from then on {accident.Name}",
            Fault = () => Forever(accident.Fault!()),
        },
    ];

    public override string ToString() => Name;

    private static SandboxFault Forever(SandboxFault fault) =>
        new()
        {
            Kind = fault.Kind,
            Status = fault.Status,
            AfterProcessing = fault.AfterProcessing,
            RetryAfter = fault.RetryAfter,
            RetryAfterAsDate = fault.RetryAfterAsDate,
            Times = int.MaxValue,
        };
}

/// <summary>An accident and the request that it happens to.</summary>
/// <param name="Accident">What happens.</param>
/// <param name="At">The number of the request, or of the item over all batches, from 1.</param>
/// <param name="Item">Whether it happens to an item of a batch.</param>
internal sealed record FaultCase(Accident Accident, int At, bool Item)
{
    public override string ToString() => $"{Accident} at {(Item ? "item" : "request")} {At}";

    /// <summary>What the tenant is to do.</summary>
    public SandboxFault? Fault() =>
        Accident.Fault?.Invoke() is { } fault
            ? new SandboxFault
            {
                Kind = fault.Kind,
                Status = fault.Status,
                AfterProcessing = fault.AfterProcessing,
                RetryAfter = fault.RetryAfter,
                RetryAfterAsDate = fault.RetryAfterAsDate,
                Times = fault.Times,
                Request = At,
                InBatch = Item,
            }
            : null;
}
