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

    /// <summary>It was left out because a parameter said so.</summary>
    LeftOut,
}
