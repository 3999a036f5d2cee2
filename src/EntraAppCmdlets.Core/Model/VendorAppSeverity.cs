namespace EntraAppCmdlets;

/// <summary>What a finding means for the vendor's product.</summary>
public enum VendorAppSeverity
{
    /// <summary>Worth knowing.</summary>
    Information,

    /// <summary>It works now, but will not for long, or more is open than the guide asks for.</summary>
    Warning,

    /// <summary>Something of the guide does not work.</summary>
    Error,
}
