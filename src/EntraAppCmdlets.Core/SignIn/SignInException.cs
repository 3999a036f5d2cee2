using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.SignIn;

/// <summary>
/// A sign-in that did not give a usable token. <see cref="Exception.Message"/> says in one sentence what is wrong and
/// in one what to do; it never holds a secret, a token or an assertion.
/// </summary>
public sealed class SignInException : Exception
{
    /// <summary>A sign-in that did not work.</summary>
    /// <param name="error">OAuth error (<c>invalid_client</c>), or the module's own error ID (<c>TokenForOtherTenant</c>).</param>
    /// <param name="description">What is wrong. The first sentence must do by itself.</param>
    /// <param name="cure">What to do, in a sentence; empty if nothing is known.</param>
    /// <param name="code">The service's code, <c>AADSTS7000215</c>; null without one.</param>
    /// <param name="correlationId">The request's id at the service; null if it gave none.</param>
    /// <param name="innerException">What came up from below; its message must not hold a secret either.</param>
    public SignInException(
        string error,
        string description,
        string cure,
        string? code = null,
        string? correlationId = null,
        Exception? innerException = null
    )
        : base(Compose(description, code, cure), innerException)
    {
        Error = error;
        Description = description;
        Cure = cure;
        Code = code;
        CorrelationId = correlationId;
    }

    /// <summary>The OAuth error (<c>invalid_client</c>), or the module's own error ID (<c>TokenForOtherTenant</c>).</summary>
    public string Error { get; }

    /// <summary>What is wrong, all that the service said of it, without its trace ids and time.</summary>
    public string Description { get; }

    /// <summary>What to do, in a sentence; empty if nothing is known.</summary>
    public string Cure { get; }

    /// <summary>The service's code, <c>AADSTS7000215</c>; null without one.</summary>
    public string? Code { get; }

    /// <summary>The request's id at the service, for its support; null without one.</summary>
    public string? CorrelationId { get; }

    /// <summary>No usable answer of the sign-in service came.</summary>
    internal static SignInException From(TransportFault fault) =>
        // Faults are written to follow "could not ...:", here they begin the sentence.
        new(
            fault.Code,
            char.ToUpperInvariant(fault.Message[0]) + fault.Message[1..],
            "Check the network, its proxy and the address of the cloud.",
            innerException: fault
        );

    /// <summary>What is wrong in one sentence, with the service's code.</summary>
    public string Summary => Shorten(Description, Code);

    private static string Compose(string description, string? code, string cure) =>
        $"{Shorten(description, code)}{(cure.Length == 0 ? "" : " " + cure)}";

    private static string Shorten(string description, string? code)
    {
        var end = description.IndexOf(". ", StringComparison.Ordinal);
        var sentence = (end < 0 ? description : description[..end]).TrimEnd('.', ' ');
        return code is null || sentence.Contains(code, StringComparison.Ordinal) ? $"{sentence}." : $"{sentence} ({code}).";
    }
}
