using System.Management.Automation;

namespace EntraAppCmdlets.Tests.PowerShell;

/// <summary>All that a script gave in a session.</summary>
internal sealed class ShellResult
{
    /// <summary>The objects that it wrote.</summary>
    public required IReadOnlyList<object?> Output { get; init; }

    /// <summary>The error that ended it; null if it came to its end.</summary>
    public required ErrorRecord? Failure { get; init; }

    /// <summary>Every error, the one that ended it included.</summary>
    public required IReadOnlyList<ErrorRecord> Errors { get; init; }

    /// <summary>The warnings.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The verbose lines.</summary>
    public required IReadOnlyList<string> Verbose { get; init; }

    /// <summary>The debug lines.</summary>
    public required IReadOnlyList<string> Debug { get; init; }

    /// <summary>The information records, those of Write-Host included.</summary>
    public required IReadOnlyList<InformationRecord> Information { get; init; }

    /// <summary>A copy of each progress record as it was written.</summary>
    public required IReadOnlyList<ProgressRecord> Progress { get; init; }
}
