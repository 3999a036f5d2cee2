using System.Text.Json;
using Azure;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Identity;

/// <summary>Makes the module's own error of the client's exceptions: what the vault said first, else how far the request got.</summary>
internal static class KeyVaultFailure
{
    /// <summary>The error; null for a mistake of ours.</summary>
    /// <param name="exception">What the client threw.</param>
    /// <param name="host">The vault.</param>
    /// <param name="writes">Whether it was a write, which may have been carried out.</param>
    public static Exception? Of(Exception exception, string host, bool writes)
    {
        // After several attempts there is one for each.
        var attempts = exception is AggregateException all ? all.Flatten().InnerExceptions : (IReadOnlyList<Exception>)[exception];
        if (attempts.OfType<SignInException>().LastOrDefault() is { } refusal)
        {
            return refusal;
        }

        if (attempts[^1] is RequestFailedException { Status: > 0 } answer)
        {
            var (code, message) = Read(answer);
            // A vault that is busy has turned the request away; any other error may come after the write, in this attempt or an earlier one.
            var unknown = writes && (answer.Status >= 500 || attempts.SkipLast(1).Any(MayHaveHappened));
            return new KeyVaultException(answer.Status, code, message, unknown, exception);
        }

        // What is no answer of a vault: a proxy's page with a good status.
        if (attempts[^1] is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return new KeyVaultException(
                0,
                GraphErrorCode.MalformedAnswer,
                $"What {host} answered is not what a Key Vault answers.",
                writes,
                exception
            );
        }

        return attempts[^1] is RequestFailedException or HttpRequestException or IOException or OperationCanceledException
            ? new KeyVaultException(
                0,
                Fault(attempts[^1], host)?.Code ?? GraphErrorCode.ConnectionLost,
                Sentence(Fault(attempts[^1], host)?.Message ?? attempts[^1].Message),
                writes && attempts.Any(MayHaveHappened),
                exception
            )
            : null;

        bool MayHaveHappened(Exception attempt) =>
            attempt is RequestFailedException { Status: > 0 } failed ? failed.Status >= 500 : Fault(attempt, host)?.MayHaveHappened ?? true;
    }

    private static TransportFault? Fault(Exception attempt, string host)
    {
        for (var e = attempt; e is not null; e = e.InnerException)
        {
            if (e is HttpRequestException or IOException && TransportFault.Of(e, host, null) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    // The inner code tells why; of the message the first line, for the others hold ids of the caller and links.
    private static (string Code, string Message) Read(RequestFailedException answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.GetRawResponse()?.Content ?? BinaryData.FromString("{}"));
            var error = json.RootElement.GetProperty("error");
            var inner =
                error.TryGetProperty("innererror", out var details)
                && details.ValueKind == JsonValueKind.Object
                && details.TryGetProperty("code", out var code)
                    ? code.GetString()
                    : null;
            return (
                inner ?? error.GetProperty("code").GetString() ?? $"{answer.Status}",
                Sentence(error.GetProperty("message").GetString() ?? "")
            );
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return (answer.ErrorCode ?? $"{answer.Status}", $"It answered with status {answer.Status}.");
        }
    }

    private static string Sentence(string text)
    {
        var line = text.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        line = (end < 0 ? line : line[..end]).TrimEnd('.');
        return line.Length == 0 ? "" : $"{char.ToUpperInvariant(line[0])}{line[1..]}.";
    }
}
