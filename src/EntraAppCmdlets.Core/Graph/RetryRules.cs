using System.Globalization;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Graph;

/// <summary>
/// Which answers are worth another attempt, and for which requests another attempt is safe. The one place that knows; single
/// requests and the items of a batch go by it alike.
/// </summary>
internal static class RetryRules
{
    /// <summary>Whether the same request should be sent again after this answer.</summary>
    public static bool AppliesTo(GraphRequest request, int status, string? retryAfter) =>
        IsTransient(status) && (request.Repeatable || !MayHaveHappened(status, retryAfter));

    /// <summary>
    /// Whether a write that got this answer may have been carried out all the same. A throttled request (429, or 503 that says
    /// when to come back) was turned away at the door; any other 5xx may come from behind it.
    /// </summary>
    public static bool MayHaveHappened(int status, string? retryAfter) =>
        status switch
        {
            500 or 502 or 504 => true,
            503 => retryAfter is null,
            _ => false,
        };

    /// <summary>Whether a retry may succeed: for the parts of a request that as a whole must not be sent again.</summary>
    public static bool MayPass(GraphResponse answer) =>
        answer.Failure is { } failure ? failure.InnerException is TransportFault { Reach: Reach.Unknown } : IsTransient(answer.Status);

    /// <summary>What is the matter, for the person who waits.</summary>
    public static string Why(GraphException failure) => char.ToUpperInvariant(failure.Reason[0]) + failure.Reason[1..].TrimEnd('.');

    /// <inheritdoc cref="Why(GraphException)"/>
    public static string Why(int status) =>
        status switch
        {
            429 => "The service asks for fewer requests (429)",
            503 => "The service is not available at the moment (503)",
            _ => string.Create(CultureInfo.InvariantCulture, $"The service has a temporary problem ({status})"),
        };

    private static bool IsTransient(int status) => status is 429 or 500 or 502 or 503 or 504;
}
