using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Connection;

/// <summary>Errors about requests of a person's own.</summary>
internal static class GraphCallErrors
{
    /// <summary>An address that no request can be sent to.</summary>
    public static AppException GraphUriInvalid(string address) =>
        new(
            nameof(GraphUriInvalid),
            AppErrorKind.InvalidArgument,
            address,
            $"'{address}' isn't a valid address for -Uri.",
            "Use a path such as '/users?$top=5' or a URL of Microsoft Graph. -Beta is for paths without a version."
        );

    /// <summary>An address that the connection's token must not travel to.</summary>
    public static AppException GraphUriForeign(string address, Uri endpoint) =>
        new(
            nameof(GraphUriForeign),
            AppErrorKind.InvalidArgument,
            address,
            $"'{address}' doesn't belong to {endpoint.GetLeftPart(UriPartial.Authority)}, the Microsoft Graph of this connection. Nothing was sent.",
            "Use a path such as '/users', or connect to the cloud that the URL belongs to."
        );

    /// <summary>A header that can't be set.</summary>
    public static AppException GraphHeaderInvalid(string name) =>
        new(
            nameof(GraphHeaderInvalid),
            AppErrorKind.InvalidArgument,
            name,
            $"The header '{name}' can't be set: its name or value is invalid, or the connection sets it.",
            "Use -Header for headers such as ConsistencyLevel and Prefer. The connection signs in, and the body is always JSON."
        );

    /// <summary>A body that can't be sent.</summary>
    public static AppException GraphBodyInvalid(string reason, Exception? inner) =>
        new(
            nameof(GraphBodyInvalid),
            AppErrorKind.InvalidArgument,
            null,
            $"The body can't be sent: {reason}.",
            "Use a hashtable, an object, or a text of JSON, and -Method POST, PATCH or PUT.",
            inner
        );

    /// <summary>A deletion that nobody can be asked about.</summary>
    public static AppException ConfirmationNeeded(string request, Exception inner) =>
        new(
            nameof(ConfirmationNeeded),
            AppErrorKind.Denied,
            request,
            $"'{request}' deletes something, and nobody is there to be asked. Nothing was sent.",
            "To do it without a question, add -Confirm:$false.",
            inner
        );
}
