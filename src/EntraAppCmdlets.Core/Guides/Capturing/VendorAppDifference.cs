namespace EntraAppCmdlets;

/// <summary>One difference between an app and another app or a template. Written by <c>Compare-VendorAppRegistration</c>.</summary>
public sealed record VendorAppDifference
{
    /// <summary>The name that people see of the app.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The application (client) ID of the app.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The other app, or the template, that it was compared with.</summary>
    public required string With { get; init; }

    /// <summary>The property or entry that differs.</summary>
    public required string Property { get; init; }

    /// <summary>What it is in the app.</summary>
    public required string Left { get; init; }

    /// <summary>What it is in the other app, or as the template says.</summary>
    public required string Right { get; init; }

    /// <summary>The difference in a sentence.</summary>
    public override string ToString() => $"{Property} is {Left}, in {With} {Right}";
}
