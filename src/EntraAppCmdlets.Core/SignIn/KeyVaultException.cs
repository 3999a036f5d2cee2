namespace EntraAppCmdlets.SignIn;

/// <summary>A vault that refused, or did not answer.</summary>
/// <param name="status">The HTTP status; 0 where no answer came.</param>
/// <param name="code">The vault's own code, the inner one where there is one (<c>ForbiddenByRbac</c>); or the kind of connection error.</param>
/// <param name="reason">What it said, in one sentence.</param>
/// <param name="outcomeUnknown">Whether a write may have been carried out all the same.</param>
/// <param name="innerException">What came up from below.</param>
internal sealed class KeyVaultException(int status, string code, string reason, bool outcomeUnknown, Exception? innerException = null)
    : Exception(reason, innerException)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public bool OutcomeUnknown { get; } = outcomeUnknown;
}
