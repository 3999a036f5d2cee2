namespace EntraAppCmdlets.Model;

/// <summary>Errors about requests of Microsoft Graph that are looked up in the catalogue.</summary>
internal static class RequestErrors
{
    /// <summary>A text that names no request.</summary>
    public static AppException RequestInvalid(string text) =>
        new(
            nameof(RequestInvalid),
            AppErrorKind.InvalidArgument,
            text,
            $"'{text}' isn't a valid request.",
            $"Use a method ({string.Join(", ", RequestText.Methods)}) and a path or URL of Microsoft Graph, such as 'GET /users/{{id}}'."
        );

    /// <summary>A request that Microsoft's permission data doesn't have.</summary>
    public static AppException RequestNotFound(RequestText request, IReadOnlyList<string> otherMethods, IReadOnlyList<string> nearest) =>
        new(
            nameof(RequestNotFound),
            AppErrorKind.NotFound,
            request.ToString(),
            otherMethods.Count > 0
                ? $"'{request.Path}' has no {request.Method} in Microsoft's permission data; it has {string.Join(", ", otherMethods)}."
                : $"'{request}' isn't in Microsoft's permission data.{NearestNames.Question(nearest.Select(name => $"'{name}'"))}",
            "Check the path against the API's page in the Microsoft Graph reference; its permissions table lists what it needs."
        );
}
