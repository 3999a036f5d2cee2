using System.Globalization;
using EntraAppCmdlets.Sandbox.Graph;

namespace EntraAppCmdlets.Sandbox;

/// <summary>What the client sees of an accident.</summary>
internal static class FaultResponse
{
    /// <summary>The answer of a fault that answers with an error status.</summary>
    public static SandboxResponse Response(this SandboxFault fault, SandboxRequest request, DateTimeOffset now)
    {
        var (code, message) = Standard(fault.Status);
        var response = GraphService.Error(request, new GraphException(fault.Status, fault.Code ?? code, fault.Message ?? message), now);
        if (fault.RetryAfter is not { } wait)
        {
            return response;
        }

        var headers = new Dictionary<string, string>(response.Headers, StringComparer.OrdinalIgnoreCase)
        {
            ["Retry-After"] = fault.RetryAfterAsDate
                ? (now + wait).UtcDateTime.ToString("R", CultureInfo.InvariantCulture)
                : ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture),
        };
        return response with { Headers = headers };
    }

    private static (string Code, string Message) Standard(int status) =>
        status switch
        {
            401 => ("InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."),
            403 => ("Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
            404 => (
                "Request_ResourceNotFound",
                "Resource '00000000-0000-0000-0000-000000000000' does not exist or one of its queried reference-property objects are not present."
            ),
            409 => ("Directory_ConcurrencyViolation", "The request was refused because another one changes the same object. Please retry."),
            429 => ("TooManyRequests", "Too many requests. Please try again later."),
            500 => ("InternalServerError", "An unexpected error occurred."),
            502 => ("BadGateway", "The service received an invalid answer from a server behind it."),
            503 => ("ServiceUnavailable", "The service is temporarily unavailable. Please retry."),
            504 => ("GatewayTimeout", "The service received no answer in time from a server behind it."),
            _ => ("UnknownError", "An error occurred."),
        };
}
