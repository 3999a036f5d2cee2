namespace EntraAppCmdlets;

/// <summary>What has become of a step of a guide.</summary>
public enum VendorAppStepState
{
    /// <summary>A rehearsal: it would be done.</summary>
    Planned,

    /// <summary>It has been done now.</summary>
    Done,

    /// <summary>It was done already; nothing was changed.</summary>
    AlreadyDone,

    /// <summary>It is left for a person.</summary>
    ForPerson,

    /// <summary>It was left out because the command was told so.</summary>
    LeftOut,
}

/// <summary>A step of a vendor's guide, and what has become of it.</summary>
public sealed record VendorAppStep
{
    /// <summary>The vendor.</summary>
    public required string Vendor { get; init; }

    /// <summary>Which step or heading of the guide it is.</summary>
    public required string Guide { get; init; }

    /// <summary>What is to be done.</summary>
    public required string Text { get; init; }

    /// <summary>What has become of it.</summary>
    public required VendorAppStepState State { get; init; }

    /// <summary>What was sent, or is there already, in words.</summary>
    public string? Details { get; init; }

    /// <summary>The state and the step.</summary>
    public override string ToString() => $"{State}: {Text}";
}
