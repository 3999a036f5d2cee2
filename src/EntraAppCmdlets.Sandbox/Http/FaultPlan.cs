namespace EntraAppCmdlets.Sandbox;

/// <summary>Which accident happens to which request.</summary>
internal sealed class FaultPlan(SandboxSettings settings)
{
    private int _items;

    /// <summary>The accident of an HTTP request of that number.</summary>
    public SandboxFault? Next(int number, SandboxRequest request) => Find(false, number, request);

    /// <summary>The accident of the next item of a batch.</summary>
    public SandboxFault? NextInBatch(SandboxRequest request) => Find(true, ++_items, request);

    private SandboxFault? Find(bool inBatch, int number, SandboxRequest request)
    {
        foreach (var fault in settings.Faults)
        {
            if (fault.InBatch == inBatch && fault.Take(number, request))
            {
                return fault;
            }
        }

        return null;
    }
}
