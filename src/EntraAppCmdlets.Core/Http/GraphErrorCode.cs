using System.Net;

namespace EntraAppCmdlets.Http;

/// <summary>The codes of failures that Microsoft Graph has no part in, and the service's codes that the client itself acts on.</summary>
internal static class GraphErrorCode
{
    public const string NameNotResolved = nameof(NameNotResolved);
    public const string ConnectionFailed = nameof(ConnectionFailed);
    public const string ConnectionLost = nameof(ConnectionLost);
    public const string RequestTimeout = nameof(RequestTimeout);
    public const string CertificateError = nameof(CertificateError);
    public const string ProxyAnswer = nameof(ProxyAnswer);
    public const string ProxyAuthenticationRequired = nameof(ProxyAuthenticationRequired);
    public const string UnexpectedRedirect = nameof(UnexpectedRedirect);
    public const string ResponseTruncated = nameof(ResponseTruncated);
    public const string MalformedAnswer = nameof(MalformedAnswer);
    public const string Canceled = nameof(Canceled);
    public const string ForeignLink = nameof(ForeignLink);

    /// <summary>A read succeeded, but does not show yet what is known to be there.</summary>
    public const string NotYetVisible = nameof(NotYetVisible);

    /// <summary>A policy of the tenant asks for another sign-in.</summary>
    public const string ClaimsChallenge = nameof(ClaimsChallenge);

    /// <summary>A read succeeded, but leaves out what the sign-in may not see.</summary>
    public const string Withheld = nameof(Withheld);

    /// <summary>A step of a chain that wasn't carried out because an earlier one failed.</summary>
    public const string FailedDependency = nameof(FailedDependency);

    public const string ResourceNotFound = "Request_ResourceNotFound";
    public const string ConcurrencyViolation = "Directory_ConcurrencyViolation";
    public const string MsaAppDoesNotExist = "Error_MsaAppDoesNotExist";
    public const string RequestDenied = "Authorization_RequestDenied";

    /// <summary>A code for an answer that brings none.</summary>
    public static string OfStatus(int status) =>
        Enum.IsDefined((HttpStatusCode)status) ? ((HttpStatusCode)status).ToString() : "UnknownError";
}
