using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Identity;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.SignIn;
using Microsoft.Identity.Client;

namespace EntraAppCmdlets.Identity;

/// <summary>Makes the module's own error of the libraries' exceptions: what the service said first, else what the library says.</summary>
internal static class SignInFailure
{
    /// <summary>The error; null for an exception that isn't about signing in.</summary>
    /// <param name="exception">What a library threw.</param>
    /// <param name="kind">The way to sign in.</param>
    /// <param name="host">The sign-in service.</param>
    internal static SignInException? Of(Exception exception, SignInKind kind, string host)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case SignInException known:
                    return known;
                case AuthenticationRequiredException:
                    return new SignInException(
                        "SignInNeeded",
                        "The sign-in has ended and can't be renewed without the person.",
                        "Run Connect-AppTenant again.",
                        FromServiceInside(e)?.Code
                    );
                case MsalServiceException service when FromService(service) is { } refusal:
                    return refusal;
                case MsalServiceException when kind == SignInKind.ManagedIdentity:
                    return new SignInException(
                        "ManagedIdentityNotAvailable",
                        $"No managed identity is available on this machine: {Sentence(Cause(e).Replace("[Managed Identity]", "", StringComparison.Ordinal))}",
                        kind.Cure
                    );
                case MsalClientException { ErrorCode: "authentication_canceled" or "access_denied" }:
                    return new SignInException("SignInCancelled", "The sign-in was cancelled by the person.", "Start the sign-in again.");
            }
        }

        return exception switch
        {
            CredentialUnavailableException when kind == SignInKind.ManagedIdentity => new SignInException(
                "ManagedIdentityNotAvailable",
                $"No managed identity is available on this machine: {Sentence(Cause(exception))}",
                kind.Cure
            ),
            CredentialUnavailableException => new SignInException(
                $"{kind.Name}NotAvailable",
                kind.WhyUnavailable(exception.Message) ?? Sentence(exception.Message),
                kind.Cure
            ),
            AuthenticationFailedException
            or MsalException
            or RequestFailedException
            or CryptographicException
            or ArgumentException
            or HttpRequestException
            or IOException => Described(exception, kind, host),
            // The library's own time limit; a cancellation by the caller doesn't come here.
            OperationCanceledException => new SignInException("SignInTimeout", "The sign-in did not end in time.", "Try again."),
            _ => null,
        };
    }

    private static SignInException? FromServiceInside(Exception exception)
    {
        for (var e = exception.InnerException; e is not null; e = e.InnerException)
        {
            if (e is MsalServiceException service)
            {
                return FromService(service);
            }
        }

        return null;
    }

    private static SignInException? FromService(MsalServiceException exception) =>
        string.IsNullOrEmpty(exception.ResponseBody)
            ? (
                exception.Message.Contains("AADSTS", StringComparison.Ordinal)
                    ? SignInErrors.From(exception.ErrorCode, exception.Message, NullIfEmpty(exception.CorrelationId))
                    : null
            )
            : SignInErrors.FromJson(Encoding.UTF8.GetBytes(exception.ResponseBody));

    private static SignInException Described(Exception exception, SignInKind kind, string host)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is HttpRequestException && TransportFault.Of(e, host, null) is { } fault)
            {
                return SignInException.From(fault);
            }
        }

        // The outer message often only says that something failed and where help pages are; the cause is further in.
        var message = exception.Message;
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e.Message.Contains("AADSTS", StringComparison.Ordinal))
            {
                return SignInErrors.From("SignInFailed", e.Message, null);
            }

            message = e.Message;
        }

        return new SignInException($"{kind.Name}Failed", Sentence(message), kind.Cure, innerException: null);
    }

    // Of a request that was repeated the libraries tell how often, and behind that what went wrong.
    private static string Cause(Exception exception)
    {
        var message = exception.Message;
        return
            message.Contains("Retry failed after", StringComparison.Ordinal)
            && exception.GetBaseException() is var cause
            && cause != exception
            ? cause.Message
            : message;
    }

    // The libraries add links, traces and hints for developers to what they say first.
    private static string Sentence(string message)
    {
        var text = message.AsSpan().Trim();
        var end = text.IndexOfAny('\r', '\n');
        text = end < 0 ? text : text[..end];
        foreach (
            var addition in (ReadOnlySpan<string>)[" See the troubleshooting guide", " See inner exception", " To troubleshoot", " http"]
        )
        {
            var start = text.IndexOf(addition, StringComparison.OrdinalIgnoreCase);
            text = start < 0 ? text : text[..start];
        }

        text = text.Trim().TrimEnd('.');
        return text.Length == 0 ? "The sign-in failed." : $"{text}.".Replace("..", ".", StringComparison.Ordinal);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
