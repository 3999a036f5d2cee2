namespace EntraAppCmdlets;

/// <summary>What has become of an installation.</summary>
public enum VendorAppOutcome
{
    /// <summary>Nothing was sent: it is the result of a rehearsal (<c>-WhatIf</c>).</summary>
    Planned,

    /// <summary>The app is new in the tenant.</summary>
    Installed,

    /// <summary>The app existed; what it lacked was added.</summary>
    Changed,

    /// <summary>The app had everything; nothing was sent.</summary>
    Unchanged,

    /// <summary>It ended with an error. What was done stays done, and the next run goes on from there.</summary>
    Failed,
}
